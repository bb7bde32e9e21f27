using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>Goes on at once: joins have done their waiting in the flowchart.</summary>
internal sealed class PassBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution) => run.Complete(execution, Outcomes.Done);
}

/// <summary>A token along « True » or along « False ».</summary>
internal sealed class DecisionBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution) =>
        run.Complete(execution, NodeOf(run, execution).Inputs.Bool("condition", run) ? "True" : "False");
}

/// <summary>A token along each branch that is named.</summary>
internal sealed class ForkBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var branches = NodeOf(run, execution).Inputs.Texts("branches", run);
        run.Complete(execution, branches.Count > 0 ? branches : [Outcomes.Done]);
    }
}

/// <summary>A token along the first case that holds, or along each; « Default » when none does.</summary>
internal sealed class SwitchBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var node = NodeOf(run, execution);
        var hold = node.Inputs.Cases(run);
        var all = node.Inputs.Text("mode", run) == "MatchAny";
        var outcomes = all ? hold.ToList() : [.. hold.Take(1)];
        run.Complete(execution, outcomes.Count > 0 ? outcomes : ["Default"]);
    }
}

internal sealed class SetVariableBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var node = NodeOf(run, execution);
        var variable = node.Inputs.Target("variable") ?? throw new ActivityFailedException("L'activité ne dit pas quelle variable recevoir.");
        run.Assign(variable, node.Inputs.Evaluate("value", run));
        run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>A line in the step's journal.</summary>
internal sealed class WriteLineBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        run.Note("note", execution, NodeOf(run, execution).Inputs.Text("text", run));
        run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>Ties the instance to what it is about: events of this correlation are for it.</summary>
internal sealed class CorrelateBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        run.CorrelationId = NodeOf(run, execution).Inputs.Required("correlationId", run);
        run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>The whole instance ends well, whatever other tokens it has; among what undoes, this undoing does.</summary>
internal sealed class FinishBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        if (run.UndoingAt(execution) is { } undoing)
        {
            run.Cut(undoing);
            return;
        }

        run.Finish(execution);
    }
}

/// <summary>
/// The whole instance ends badly; what can be undone is undone when the activity asks for it. Among what undoes, an operator
/// decides: what is still to be undone is not forgotten.
/// </summary>
internal sealed class FaultBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var node = NodeOf(run, execution);
        var message = node.Inputs.Text("message", run);
        if (run.UndoingAt(execution) is not null)
            throw new ActivityFailedException(message.Length > 0 ? message : "Ce qui devait défaire une étape a échoué.");
        run.Note("failed", execution, message);
        if (node.Inputs.Bool("compensate", run))
            run.EndUndoing(Data.InstanceStatus.Faulted);
        else
            run.End(Data.InstanceStatus.Faulted);
    }
}
