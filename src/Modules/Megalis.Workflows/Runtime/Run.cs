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
    private const int LongestMessage = 2000;

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

    /// <summary>An instance that was over goes on by an operator's act: when it is over again, that is another end.</summary>
    public bool IsReopened { get; private set; }

    /// <summary>The instance is about to end: what waits for others need not be waited for.</summary>
    public bool IsFinishing { get; private set; }

    /// <summary>What was done is being undone.</summary>
    public bool IsUndoing => state.Executions.Exists(e => e.Activity == UndoBehaviour.Activity);

    /// <summary>Whether what an execution waited for has come in this step: nothing is left to take back.</summary>
    public bool IsAnswered(int execution, string kind) => _answered.Contains((execution, kind));

    /// <summary>An activity asked that the step end with it: what follows is the next one's.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>True when activities are left that the step's bound did not let run.</summary>
    public bool HasMore => state.Ready.Count > 0;

    /// <summary>The first token, at the root.</summary>
    public void Begin() => Schedule(graph.Root, parent: 0);

    /// <summary>Runs what is ready until all is quiet; returns how many activities it ran.</summary>
    /// <param name="atMost">A loop without a wait must not hold a transaction for ever.</param>
    public async Task<int> UntilQuietAsync(int atMost, CancellationToken stop)
    {
        var ran = 0;
        for (; ran < atMost && state.Ready.Count > 0 && !IsCutShort; ran++)
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
        if (Foresee(signal) is var otherwise and not Heard.Taken)
            return otherwise;
        var execution = ListenerOf(signal)!;
        var wait = execution.Waits.First(w => w.Kind == signal.Kind && w.Key == signal.Key);
        _answered.Add((execution.Number, wait.Kind));
        execution.Stuck = false;
        Guarded(execution, () => Behaviour.Of(execution, this).Resume(this, execution, wait, signal.Payload));
        return Heard.Taken;
    }

    /// <summary>What would become of a signal, whatever it says.</summary>
    public Heard Foresee(Signal signal)
    {
        if (Ended is not null || (signal.Execution > 0 && state.Find(signal.Execution) is null) || IsOfAnEarlierChild(signal))
            return Heard.Late;
        return ListenerOf(signal) is null ? Heard.Parked : Heard.Taken;
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
        // What undoes is not undone: else an activity that undoes itself would go on for ever.
        if (node?.CompensatedBy is { } by && UndoingAt(execution) is null)
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

    /// <summary>The whole instance ends well by this activity, whatever else of it is under way.</summary>
    public void Finish(Execution execution)
    {
        IsFinishing = true;
        Complete(execution, Outcomes.Done);
        IsFinishing = false;
        if (Ended is null)
            End(InstanceStatus.Finished);
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

    /// <summary>Takes all tokens away, undoes in reverse order what names how it is undone, then ends. Goes on when it is at that already.</summary>
    public void EndUndoing(InstanceStatus status)
    {
        if (IsUndoing)
            return;
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

    /// <summary>The execution by which something is undone, this one or one around it; null for all that is no undoing.</summary>
    public Execution? UndoingAt(Execution execution)
    {
        for (var at = execution; state.Find(at.Parent) is { } parent; at = parent)
            if (parent.Activity == UndoBehaviour.Activity)
                return at;
        return null;
    }

    /// <summary>The execution is done, whatever is left under it.</summary>
    public void Cut(Execution execution)
    {
        foreach (var child in state.Executions.Where(e => e.Parent == execution.Number).ToList())
            Cancel(child);
        Complete(execution, Outcomes.Done);
    }

    /// <summary>The execution stays where it is until an operator decides.</summary>
    public void Fail(Execution execution, IncidentKind kind, string message)
    {
        // No database keeps a text with a zero in it, and no operator reads a megabyte.
        var sentence = Short(message).Replace('\0', '\uFFFD');
        execution.Stuck = true;
        _incidents.Add((execution, kind, sentence));
        Note("failed", execution, sentence);
    }

    /// <summary>The execution runs once more from its beginning, under its number.</summary>
    public void Again(Execution execution)
    {
        execution.Stuck = false;
        execution.Waits.Clear();
        state.Ready.Add(execution.Number);
    }

    /// <summary>An instance that had ended goes on.</summary>
    public void Reopen()
    {
        IsReopened |= Ended is not null;
        Ended = null;
    }

    /// <summary>Gives a variable its value.</summary>
    /// <exception cref="ActivityFailedException">It could be stored, and not read again.</exception>
    public void Assign(string variable, JsonNode? value) => state.Variables[variable] = StoredJson.Fits(value)
        ? value?.DeepClone()
        : throw new ActivityFailedException($"La valeur de « {variable} » a plus de {StoredJson.Depth} niveaux.");

    /// <summary>Nothing more runs in this step.</summary>
    public void CutShort() => IsCutShort = true;

    /// <summary>
    /// Counts steps that ended with more to run, one after the other: no sound definition runs so long without a rest, but a loop
    /// whose computed wait is none does. The next activity then waits for an operator instead.
    /// </summary>
    public void Tire(int mostSteps)
    {
        state.Turns = HasMore && !IsCutShort ? state.Turns + 1 : 0;
        if (state.Turns <= mostSteps)
            return;
        state.Turns = 0;
        var next = state.Find(state.Ready[0])!;
        state.Ready.RemoveAt(0);
        Fail(next, IncidentKind.Activity, "Ce parcours tourne sans jamais attendre : un délai vaut zéro, ou une date est passée. Changez la variable qui les donne, puis réessayez.");
    }

    public void Announce(Announcement announcement) => _announcements.Add(announcement);

    /// <summary>A line of the step's journal, which is read by the thousand: of a text that fills pages it has the beginning.</summary>
    public void Note(string what, Execution execution, string text) => _entries.Add(new StepEntry(what, execution.Activity, execution.Number, Short(text)));

    /// <summary>The same for every attempt, and of no other execution of any instance: what makes a repeat known.</summary>
    public string KeyOf(Execution execution) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{facts.InstanceId}/{execution.Number}");

    /// <summary>A child that an operator took up again may end once more, and better: who was stuck over its first end hears of it.</summary>
    private Execution? ListenerOf(Signal signal) => state.Executions.Find(e => (!e.Stuck || signal.Kind == WaitKinds.Child)
        && (signal.Execution == 0 || e.Number == signal.Execution)
        && e.Waits.Exists(w => w.Kind == signal.Kind && w.Key == signal.Key));

    /// <summary>Its caller has begun another child meanwhile.</summary>
    private bool IsOfAnEarlierChild(Signal signal) =>
        signal.Kind == WaitKinds.Child && state.Find(signal.Execution)?.Waits.Exists(w => w.Kind == WaitKinds.Child && w.Key != signal.Key) == true;

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

    /// <summary>Never half of a character, which no database keeps.</summary>
    private static string Short(string text) => text.Length <= LongestMessage ? text : text[..(char.IsHighSurrogate(text[LongestMessage - 1]) ? LongestMessage - 1 : LongestMessage)] + "…";

    private void Remove(Execution execution)
    {
        state.Executions.Remove(execution);
        state.Ready.Remove(execution.Number);
    }
}
