using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>An activity of another module: database work inside the step's transaction.</summary>
internal sealed class ContributedBehaviour : Behaviour
{
    public static readonly ContributedBehaviour Instance = new();

    public override Task StartAsync(Run run, Execution execution, CancellationToken stop) =>
        throw new ActivityFailedException($"Le type d'activité « {run.Graph.Find(execution.Activity)?.Type} » n'est pas connu ici.");
}
