using System.Text.Json.Nodes;
using Megalis.Kernel.Identifiers;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>Calls an outside line: never here, but from a row of the queue that this step adds. Waits for the answer.</summary>
internal sealed class EffectBehaviour(string line, IReadOnlyList<string> arguments) : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var inputs = NodeOf(run, execution).Inputs;
        var values = new JsonObject();
        foreach (var name in arguments.Where(inputs.Has))
            values[name] = inputs.Evaluate(name, run)?.DeepClone();
        execution.Data ??= [];
        var round = (execution.Data["round"]?.GetValue<int>() ?? 0) + 1;
        execution.Data["round"] = round;
        var request = new EffectRequest(line, values, round, execution.Data.Remove("uncertain"));
        run.WaitFor(execution, new Wait { Kind = WaitKinds.Effect, Request = request }, line);
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload)
    {
        if (payload?["failure"] is { } failure)
        {
            var uncertain = payload["uncertain"]?.GetValue<bool>() == true;
            if (uncertain)
                execution.Data!["uncertain"] = true;
            run.Fail(execution, uncertain ? IncidentKind.Uncertain : IncidentKind.Effect, FlowInputs.AsText(failure));
            return;
        }

        var node = NodeOf(run, execution);
        Set(run, node, "result", payload?["result"]);
        Set(run, node, "parsedContent", payload?["result"]?["content"]);
        Set(run, node, "statusCode", payload?["result"]?["status"]);
        run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>Runs another definition and waits for its end.</summary>
internal sealed class ExecuteWorkflowBehaviour : Behaviour
{
    /// <summary>Circuits that call each other in a ring would go on until the database is full.</summary>
    internal const int Deepest = 50;

    public override void Begin(Run run, Execution execution)
    {
        if (run.State.Depth >= Deepest)
            throw new ActivityFailedException($"{Deepest} parcours s'attendent déjà l'un l'autre : un circuit s'appelle sans doute lui-même, par un autre.");
        var request = RequestOf(run, NodeOf(run, execution));
        // The other instance's id is the key: it is cancelled by it when this one no longer waits.
        run.WaitFor(execution, new Wait { Kind = WaitKinds.Child, Key = Ids.New(run.Facts.Now), Request = request }, request.DefinitionId);
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload)
    {
        var status = FlowInputs.AsText(payload?["status"]);
        if (status != nameof(InstanceStatus.Finished))
        {
            run.Fail(execution, IncidentKind.Child, $"Le circuit appelé n'est pas allé à son terme ({status}).");
            return;
        }

        Set(run, NodeOf(run, execution), "result", payload?["output"]);
        run.Complete(execution, Outcomes.Done);
    }

    internal static ChildRequest RequestOf(Run run, FlowNode node) => new(
        node.Inputs.Required("workflowDefinitionId", run), node.Inputs.Values("input", run), node.Inputs.Text("correlationId", run));
}

/// <summary>Begins another definition; waits for it only when told so.</summary>
internal sealed class DispatchWorkflowBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        run.Announce(new InstanceAnnounced(ExecuteWorkflowBehaviour.RequestOf(run, NodeOf(run, execution)), run.KeyOf(execution)));
        run.Complete(execution, Outcomes.Done);
    }
}
