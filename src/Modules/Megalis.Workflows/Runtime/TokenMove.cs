using Megalis.Workflows.Runtime.Behaviours;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime;

/// <summary>A token that an operator puts where the definition alone would not.</summary>
internal static class TokenMove
{
    /// <summary>
    /// Puts a token on an activity, with the containers around it that are not at work, and takes another one away, with the
    /// containers that it was the last one in. An instance that had ended goes on.
    /// </summary>
    /// <param name="token">Null to take none away. A container into which the new token comes stays.</param>
    public static Execution Make(Run run, Execution? token, FlowNode node)
    {
        run.Reopen();
        // The new one first: a container without any token would be done.
        var placed = run.Schedule(node, node.Parent is null ? 0 : ContainerOf(run, node.Parent).Number);
        if (token is null || IsWithin(run.State, placed, token))
            return placed;
        run.Cancel(token);
        for (var around = run.State.Find(token.Parent); around is not null && !run.State.Executions.Exists(e => e.Parent == around.Number); around = run.State.Find(around.Parent))
        {
            if (FlowchartBehaviour.FailWhereTokensWait(run, around))
                break;
            run.Cancel(around);
        }

        return placed;
    }

    private static bool IsWithin(InstanceState state, Execution inner, Execution outer)
    {
        for (var at = state.Find(inner.Parent); at is not null; at = state.Find(at.Parent))
            if (at == outer)
                return true;
        return false;
    }

    private static Execution ContainerOf(Run run, FlowNode node)
    {
        if (run.State.Executions.Find(e => e.Activity == node.Id) is { } there)
        {
            // One that could not go on by itself goes on by what is put into it.
            there.Stuck = false;
            return there;
        }

        var container = run.Schedule(node, node.Parent is null ? 0 : ContainerOf(run, node.Parent).Number);
        run.State.Ready.Remove(container.Number);
        return container;
    }
}
