using System.Text.Json.Nodes;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Behaviours;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime;

/// <summary>
/// The interpreter, for one step of one instance: it moves the tokens of a state and touches nothing else. What the
/// world must do about it (bookmarks, timers, tasks, effects) is read off the state afterwards by <c>StepWriter</c>.
/// </summary>
internal sealed class Run(FlowGraph graph, InstanceState state, RunFacts facts, string correlationId, InstanceStatus? ended = null)
{
    private readonly List<StepEntry> _entries = [];
    private readonly List<(Execution Execution, IncidentKind Kind, string Message)> _incidents = [];
    private readonly List<Announcement> _announcements = [];
    private readonly HashSet<(int Execution, string Kind)> _answered = [];

    public FlowGraph Graph => graph;
    public InstanceState State => state;
    public RunFacts Facts => facts;
    public string CorrelationId { get; set; } = correlationId;
    public IReadOnlyList<StepEntry> Entries => _entries;
    public IReadOnlyList<(Execution Execution, IncidentKind Kind, string Message)> Incidents => _incidents;
    public IReadOnlyList<Announcement> Announcements => _announcements;

    /// <summary>How the instance ended; null while it goes on.</summary>
    public InstanceStatus? Ended { get; private set; } = ended;

    /// <summary>Whether what an execution waited for has come in this step: nothing is left to take back.</summary>
    public bool IsAnswered(int execution, string kind) => _answered.Contains((execution, kind));

    /// <summary>True when activities are left that the step's bound did not let run.</summary>
    public bool HasMore => state.Ready.Count > 0;

    /// <summary>The first token, at the root.</summary>
    public void Begin() => Schedule(graph.Root, parent: 0);

    /// <summary>Runs what is ready until all is quiet; returns how many activities it ran.</summary>
    /// <param name="atMost">A loop without a wait must not hold a transaction for ever.</param>
    public async Task<int> UntilQuietAsync(int atMost, CancellationToken stop)
    {
        var ran = 0;
        for (; ran < atMost && state.Ready.Count > 0; ran++)
        {
            var execution = state.Find(state.Ready[0])!;
            state.Ready.RemoveAt(0);
            await StartAsync(execution, stop);
        }

        return ran;
    }

    /// <summary>Gives a signal to whoever waits for it.</summary>
    public Heard Hear(Signal signal)
    {
        if (Ended is not null || (signal.Execution > 0 && state.Find(signal.Execution) is null))
            return Heard.Late;
        var execution = state.Executions.Find(e => !e.Stuck
            && (signal.Execution == 0 || e.Number == signal.Execution)
            && e.Waits.Exists(w => w.Kind == signal.Kind && w.Key == signal.Key));
        if (execution is null)
            return Heard.Parked;
        var wait = execution.Waits.First(w => w.Kind == signal.Kind && w.Key == signal.Key);
        _answered.Add((execution.Number, wait.Kind));
        Guarded(execution, () => Behaviour.Of(execution, this).Resume(this, execution, wait, signal.Payload));
        return Heard.Taken;
    }

    /// <summary>Puts a token on an activity.</summary>
    public Execution Schedule(FlowNode node, int parent)
    {
        var execution = new Execution { Number = state.Next++, Activity = node.Id, Parent = parent };
        state.Executions.Add(execution);
        state.Ready.Add(execution.Number);
        return execution;
    }

    /// <summary>The activity is done: its container decides what follows from the outcomes.</summary>
    public void Complete(Execution execution, params IReadOnlyList<string> outcomes)
    {
        Remove(execution);
        var node = graph.Find(execution.Activity);
        if (node?.CompensatedBy is { } by)
            state.Undoables.Add(new Undoable(execution.Number, execution.Activity, by));
        Note("done", execution, string.Join(", ", outcomes));
        if (state.Find(execution.Parent) is { } parent)
            Behaviour.Of(parent, this).ChildDone(this, parent, node!, outcomes);
        else if (Ended is null && execution.Parent == 0)
            End(InstanceStatus.Finished);
    }

    public void WaitFor(Execution execution, Wait wait, string what)
    {
        wait.IsNew = true;
        execution.Waits.Add(wait);
        Note("waits", execution, what);
    }

    /// <summary>Takes a token away with everything under it.</summary>
    public void Cancel(Execution execution)
    {
        foreach (var child in state.Executions.Where(e => e.Parent == execution.Number).ToList())
            Cancel(child);
        Remove(execution);
        Note("cancelled", execution, "");
    }

    /// <summary>The instance is over; nothing of it waits any more.</summary>
    public void End(InstanceStatus status)
    {
        Ended = status;
        foreach (var root in state.Executions.Where(e => e.Parent == 0).ToList())
            Cancel(root);
        state.Executions.Clear();
        state.Ready.Clear();
        _entries.Add(new StepEntry("ended", "", 0, status.ToString()));
    }

    /// <summary>Takes all tokens away, undoes in reverse order what names how it is undone, then ends.</summary>
    public void EndUndoing(InstanceStatus status)
    {
        foreach (var root in state.Executions.Where(e => e.Parent == 0).ToList())
            Cancel(root);
        if (state.Undoables.Count == 0)
        {
            End(status);
            return;
        }

        var undo = new Execution { Number = state.Next++, Activity = UndoBehaviour.Activity, Data = new JsonObject { ["then"] = status.ToString() } };
        state.Executions.Add(undo);
        Behaviour.Of(undo, this).Begin(this, undo);
    }

    /// <summary>The execution stays where it is until an operator decides.</summary>
    public void Fail(Execution execution, IncidentKind kind, string message)
    {
        execution.Stuck = true;
        _incidents.Add((execution, kind, message));
        Note("failed", execution, message);
    }

    /// <summary>The execution runs once more from its beginning, under its number.</summary>
    public void Again(Execution execution)
    {
        execution.Stuck = false;
        execution.Waits.Clear();
        state.Ready.Add(execution.Number);
    }

    /// <summary>Puts a token on any activity, with the containers around it that are not at work. An instance that had ended goes on.</summary>
    public Execution Place(FlowNode node)
    {
        Ended = null;
        return Schedule(node, node.Parent is null ? 0 : ContainerOf(node.Parent).Number);
    }

    public void Announce(Announcement announcement) => _announcements.Add(announcement);

    public void Note(string what, Execution execution, string text) => _entries.Add(new StepEntry(what, execution.Activity, execution.Number, text));

    /// <summary>The same for every attempt, and of no other execution of any instance: what makes a repeat known.</summary>
    public string KeyOf(Execution execution) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{facts.InstanceId}/{execution.Number}");

    private async Task StartAsync(Execution execution, CancellationToken stop)
    {
        try
        {
            await Behaviour.Of(execution, this).StartAsync(this, execution, stop);
        }
        catch (ActivityFailedException error)
        {
            Fail(execution, IncidentKind.Activity, error.Message);
        }
    }

    private void Guarded(Execution execution, Action act)
    {
        try
        {
            act();
        }
        catch (ActivityFailedException error)
        {
            Fail(execution, IncidentKind.Activity, error.Message);
        }
    }

    private Execution ContainerOf(FlowNode node)
    {
        if (state.Executions.Find(e => e.Activity == node.Id) is { } there)
            return there;
        var container = Schedule(node, node.Parent is null ? 0 : ContainerOf(node.Parent).Number);
        state.Ready.Remove(container.Number);
        return container;
    }

    private void Remove(Execution execution)
    {
        state.Executions.Remove(execution);
        state.Ready.Remove(execution.Number);
    }
}
