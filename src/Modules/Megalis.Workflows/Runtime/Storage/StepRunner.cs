using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>
/// One step of an instance, inside the transaction of the caller: holds the instance alone, gives it what came, runs it
/// until it is quiet, and writes state, journal, bookmarks and successors together.
/// </summary>
internal sealed class StepRunner(MegalisDb db, DefinitionCache definitions, EventTopics topics, StepWriter writer, TimeProvider clock, IServiceProvider services)
{
    /// <summary>Activities in one transaction; a loop without a wait goes on in the next.</summary>
    internal const int AtMost = 200;

    /// <summary>Of such steps without a rest, 10,000 activities.</summary>
    internal const int MostTurns = 50;

    /// <summary>Runs what is ready, with the stimuli that came meanwhile.</summary>
    /// <param name="timer">The execution whose timer is due; 0 for none.</param>
    public async Task StepAsync(string instanceId, int timer, CancellationToken stop)
    {
        if (await HoldAsync(instanceId, stop) is not { Row: var row } held)
            return;
        var run = await RunOfAsync(row, stop);
        var before = StateBefore.Of(run.State);
        var due = timer > 0 && run.Hear(new Signal(WaitKinds.Timer, "", timer, null)) == Heard.Taken;
        var (heard, more) = await ProceedAsync(row, run, stop);
        if (!due && heard.Length == 0 && run.Entries.Count == 0)
        {
            // Nothing but what came too late: that is laid aside, and what is left of it is the next step's.
            if (more)
                writer.GoOn(row);
            return;
        }

        var cause = due ? WaitKinds.Timer : heard.Length > 0 ? heard : row.Revision == 0 ? "start" : "continue";
        await db.SavePlainAsync(await writer.WriteAsync(held, before, run, new StepCause(cause), more, stop), stop);
    }

    /// <summary>
    /// An act on the tokens, written alone: what they then do is the queue's next step, so that an activity that throws is
    /// an incident there and no fault of whoever acts. False when the instance is not there, or the act was none.
    /// </summary>
    /// <param name="act">Whether there is something to write.</param>
    public async Task<bool> ActAsync(string instanceId, StepCause cause, Func<Run, bool> act, CancellationToken stop)
    {
        if (await HoldAsync(instanceId, stop) is not { Row: var row } held)
            return false;
        var run = await RunOfAsync(row, stop);
        var before = StateBefore.Of(run.State);
        if (!act(run))
            return false;
        // What is still on its way to an instance that ended is laid aside by a step of its own.
        await db.SavePlainAsync(await writer.WriteAsync(held, before, run, cause, more: run.Ended is not null, stop), stop);
        return true;
    }

    /// <summary>The instance, held alone until the transaction ends; null when it is not there. No context tracks it.</summary>
    public Task<HeldRow<InstanceRow>?> HoldAsync(string instanceId, CancellationToken stop) => db.FindHeldAsync<InstanceRow>(instanceId, stop);

    /// <summary>An instance under the interpreter, as it is stored.</summary>
    public async Task<Run> RunOfAsync(InstanceRow row, CancellationToken stop) => new(
        await definitions.FindAsync(db, row.VersionId, stop), InstanceState.Read(row.State), new RunFacts(row.Id, clock.GetUtcNow(), services), row.CorrelationId,
        row.EndedAt is null ? null : row.Status);

    /// <returns>The kind of the first stimulus that was heard, empty when none was; and whether more of them lie there for the next step.</returns>
    private async Task<(string First, bool More)> ProceedAsync(InstanceRow row, Run run, CancellationToken stop)
    {
        var open = new OpenStimuli(db, row.Id);
        await open.ReadAsync(stop);
        var (first, left) = ("", AtMost);
        do
        {
            do
                left -= await run.UntilQuietAsync(left, stop);
            while (!run.IsCutShort && (Hears(run, open, ref first) || (run.HasMore && left > 0)));
        }
        while (!run.IsCutShort && await open.PassAsync(stop));
        run.Tire(MostTurns);
        if (await topics.HearParkedAsync(run, run.CorrelationId != row.CorrelationId, stop) && first.Length == 0)
            first = WaitKinds.Event;
        return (first, open.IsMore || run.IsCutShort);
    }

    private static bool Hears(Run run, OpenStimuli open, ref string first)
    {
        if (open.HearOne(run) is not { } kind)
            return false;
        if (first.Length == 0)
            first = kind;
        return true;
    }
}

/// <summary>Who and what made a step.</summary>
/// <param name="Cause">start, event, task, timer, effect, child, work, continue, or an operator's act.</param>
/// <param name="Actor">The account that acts, or empty.</param>
/// <param name="Proof">How an operator knows, or why they decide so; empty where nobody decided.</param>
/// <param name="IncidentId">The incident that it ends by name: one that no execution stands behind; or empty.</param>
internal sealed record StepCause(string Cause, string Actor = "", string Proof = "", string IncidentId = "");
