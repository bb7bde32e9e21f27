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
        // After a failure each has a step of its own: what went well stays, and what threw is the one that is told of.
        if (attempt.Number > 1)
            run.CutShort();
        if (attempt is { IsLast: true, Number: > 1 })
        {
            run.Fail(execution, IncidentKind.Activity, attempt.LastError);
            return;
        }

        var activity = ActivityOf(node, services)
            ?? throw new ActivityFailedException($"Le type d'activité « {node.Type} » n'est pas connu ici : le service qui l'apporte est peut-être désactivé.");
        Take(run, execution, node, await activity.RunAsync(new ActivityCall(run.Facts.InstanceId, run.KeyOf(execution), run.CorrelationId, InputsOf(node, run)), stop));
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload)
    {
        var node = NodeOf(run, execution);
        var answer = payload as JsonObject;
        if (FlowInputs.AsText(answer?["refusal"]) is { Length: > 0 } sentence)
        {
            run.Fail(execution, IncidentKind.Activity, sentence);
            return;
        }

        if (answer?["outputs"] is JsonObject outputs)
            foreach (var (name, value) in outputs)
                Set(run, node, name, value);
        var ports = PortsOf(run, node);
        Leave(run, execution, ports, FlowInputs.AsText(answer?["outcome"]) is { Length: > 0 } outcome ? outcome : ports[0]);
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
        Leave(run, execution, PortsOf(run, node), result.Outcome ?? Outcomes.Done);
    }

    /// <summary>A token that left by a port that nobody drew would be lost, and the instance end as if all were well.</summary>
    private static void Leave(Run run, Execution execution, IReadOnlyList<string> ports, string outcome)
    {
        if (ports.Contains(outcome))
            run.Complete(execution, outcome);
        else
            run.Fail(execution, IncidentKind.Activity, $"L'activité est sortie par « {outcome} », qui n'est pas l'une de ses issues ({string.Join(", ", ports)}).");
    }

    private static IActivity? ActivityOf(FlowNode node, IServiceProvider services) =>
        services.GetRequiredService<Contributions>().Of<IActivity>(services.GetRequiredService<TenantContext>().Tenant, services).FirstOrDefault(a => a.Description.Type == node.Type);

    /// <summary>Of an activity whose service is switched off those that are drawn: what it waited for may come all the same.</summary>
    private static IReadOnlyList<string> PortsOf(Run run, FlowNode node)
    {
        if ((run.Facts.Services is { } services ? ActivityOf(node, services) : null)?.Description is not { } description)
            return node.Out.Count > 0 ? [.. node.Out.Select(edge => edge.Port).Distinct()] : [Outcomes.Done];
        return description.PortsFrom is { } input && node.Inputs.Texts(input, run) is { Count: > 0 } listed ? listed : description.Ports;
    }

    private static Dictionary<string, JsonNode?> InputsOf(FlowNode node, Run run) =>
        node.Inputs.Names.ToDictionary(name => name, name => node.Inputs.Evaluate(name, run)?.DeepClone());
}
