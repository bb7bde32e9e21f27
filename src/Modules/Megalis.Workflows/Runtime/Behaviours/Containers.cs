using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>One activity after the other.</summary>
internal sealed class SequenceBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution) => Go(run, execution, 0);

    public override void ChildDone(Run run, Execution execution, FlowNode child, IReadOnlyList<string> outcomes) =>
        Go(run, execution, NodeOf(run, execution).Children.IndexOf(child) + 1);

    private static void Go(Run run, Execution execution, int at)
    {
        var children = NodeOf(run, execution).Children;
        if (at < children.Count)
            run.Schedule(children[at], execution.Number);
        else
            run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>One of two branches, each an activity of its own.</summary>
internal sealed class IfBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var node = NodeOf(run, execution);
        var yes = node.Inputs.Bool("condition", run);
        if (node.Slots.GetValueOrDefault(yes ? "then" : "else") is { } branch)
            run.Schedule(branch, execution.Number);
        else
            run.Complete(execution, Outcomes.Done, yes ? "True" : "False");
    }

    public override void ChildDone(Run run, Execution execution, FlowNode child, IReadOnlyList<string> outcomes) =>
        run.Complete(execution, Outcomes.Done, NodeOf(run, execution).Slots.GetValueOrDefault("then") == child ? "True" : "False");
}

/// <summary>Runs, one after the other and the last one first, what undoes the activities that were done; then the instance ends.</summary>
internal sealed class UndoBehaviour : Behaviour
{
    /// <summary>In the place of an activity's id.</summary>
    public const string Activity = "$undo";

    public override void Begin(Run run, Execution execution) => Next(run, execution);

    public override void ChildDone(Run run, Execution execution, FlowNode child, IReadOnlyList<string> outcomes) => Next(run, execution);

    private static void Next(Run run, Execution execution)
    {
        while (run.State.Undoables is [.., var last])
        {
            run.State.Undoables.RemoveAt(run.State.Undoables.Count - 1);
            if (run.Graph.Find(last.By) is not { } node)
                continue;
            run.Schedule(node, execution.Number);
            return;
        }

        run.End(Enum.Parse<InstanceStatus>(execution.Data!["then"]!.GetValue<string>()));
    }
}
