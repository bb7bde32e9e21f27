using System.Text.Json.Nodes;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Workflows;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>
/// An activity of another module: database work inside the step's transaction, which its failure undoes with everything
/// else of the step. The queue tries again; where the last attempt would be, the operator gets an incident instead.
/// </summary>
internal sealed class ContributedBehaviour : Behaviour
{
    public static readonly ContributedBehaviour Instance = new();

    public override async Task StartAsync(Run run, Execution execution, CancellationToken stop)
    {
        var node = NodeOf(run, execution);
        var services = run.Facts.Services ?? throw new InvalidOperationException("Activities of modules run within a tenant.");
        var attempt = services.GetRequiredService<RowAttempt>();
        if (attempt is { IsLast: true, Number: > 1 })
        {
            run.Fail(execution, IncidentKind.Activity, attempt.LastError);
            return;
        }

        Take(run, execution, node, await ActivityOf(node, services).RunAsync(new ActivityCall(run.Facts.InstanceId, run.KeyOf(execution), run.CorrelationId, InputsOf(node, run)), stop));
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload)
    {
        var node = NodeOf(run, execution);
        var answer = payload as JsonObject;
        if (answer?["outputs"] is JsonObject outputs)
            foreach (var (name, value) in outputs)
                Set(run, node, name, value);
        run.Complete(execution, FlowInputs.AsText(answer?["outcome"]) is { Length: > 0 } outcome ? outcome : FirstPort(run, node));
    }

    private static void Take(Run run, Execution execution, FlowNode node, ActivityResult result)
    {
        if (result.Refusal is { } sentence)
        {
            run.Fail(execution, IncidentKind.Activity, sentence);
            return;
        }

        if (result.Event is { } name)
        {
            run.WaitFor(execution, new Wait { Kind = WaitKinds.Event, Key = name }, name);
            return;
        }

        foreach (var (output, value) in result.Outputs)
            Set(run, node, output, value);
        run.Complete(execution, result.Outcome ?? Outcomes.Done);
    }

    private static IActivity ActivityOf(FlowNode node, IServiceProvider services) =>
        services.GetRequiredService<Contributions>().Of<IActivity>(services.GetRequiredService<TenantContext>().Tenant, services).FirstOrDefault(a => a.Description.Type == node.Type)
        ?? throw new ActivityFailedException($"Le type d'activité « {node.Type} » n'est pas connu ici : le service qui l'apporte est peut-être désactivé.");

    private static string FirstPort(Run run, FlowNode node) =>
        run.Facts.Services is { } services && ActivityOf(node, services).Description.Ports is [var first, ..] ? first : Outcomes.Done;

    private static Dictionary<string, JsonNode?> InputsOf(FlowNode node, Run run) =>
        node.Inputs.Names.ToDictionary(name => name, name => node.Inputs.Evaluate(name, run)?.DeepClone());
}
