using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>
/// One step of an instance, inside the transaction of the caller: holds the instance alone, gives it what came, runs it
/// until it is quiet, and writes state, journal, bookmarks and successors together.
/// </summary>
internal sealed class StepRunner(MegalisDb db, DefinitionCache definitions, EventTopics topics, StepWriter writer, TimeProvider clock, IServiceProvider services)
{
    /// <summary>Activities in one transaction; a loop without a wait goes on in the next.</summary>
    internal const int AtMost = 200;

    /// <summary>Runs what is ready, with the stimuli that came meanwhile.</summary>
    /// <param name="timer">The execution whose timer is due; 0 for none.</param>
    public Task StepAsync(string instanceId, int timer, CancellationToken stop) =>
        ActAsync(instanceId, new StepCause(timer > 0 ? "timer" : ""), run => timer > 0 && run.Hear(new Signal(WaitKinds.Timer, "", timer, null)) == Heard.Taken, stop);

    /// <summary>The same, after an act on the tokens. False when the instance is not there, or there was nothing to do.</summary>
    /// <param name="cause">For the step's journal; the first stimulus' kind when its name is empty.</param>
    /// <param name="act">Whether there is something to write; a step with stimuli is written anyway.</param>
    public async Task<bool> ActAsync(string instanceId, StepCause cause, Func<Run, bool> act, CancellationToken stop)
    {
        if (await HoldAsync(instanceId, stop) is not { } row)
            return false;
        var run = await RunOfAsync(row, stop);
        var before = StateBefore.Of(run.State);
        var acted = act(run);
        if (!acted && cause.Cause is not ("" or "timer"))
            return false;
        var heard = await ProceedAsync(row, run, stop);
        if (!acted && heard.Length == 0 && run.Entries.Count == 0)
            return false;
        if (cause.Cause.Length == 0)
            cause = cause with { Cause = heard.Length > 0 ? heard : row.Revision == 0 ? "start" : "continue" };
        await writer.WriteAsync(row, before, run, cause, stop);
        await db.SavePlainAsync(stop);
        return true;
    }

    /// <summary>The instance, held alone until the transaction ends; null when it is not there.</summary>
    public Task<InstanceRow?> HoldAsync(string instanceId, CancellationToken stop) => db.FindHeldAsync<InstanceRow>(instanceId, stop);

    /// <summary>An instance under the interpreter, as it is stored.</summary>
    public async Task<Run> RunOfAsync(InstanceRow row, CancellationToken stop) => new(
        await definitions.FindAsync(db, row.VersionId, stop), InstanceState.Read(row.State), new RunFacts(row.Id, clock.GetUtcNow(), services), row.CorrelationId,
        row.EndedAt is null ? null : row.Status);

    /// <returns>The kind of the first stimulus that was heard; empty when none was.</returns>
    private async Task<string> ProceedAsync(InstanceRow row, Run run, CancellationToken stop)
    {
        var open = new List<StimulusRow>();
        await foreach (var stimulus in OpenFor(row.Id).WithCancellation(stop))
            open.Add(stimulus);
        var first = "";
        var left = AtMost;
        do
            left -= await run.UntilQuietAsync(left, stop);
        while (HearOne(run, open, ref first) || (run.HasMore && left > 0));
        if (await topics.HearParkedAsync(run, run.CorrelationId != row.CorrelationId, stop) && first.Length == 0)
            first = WaitKinds.Event;
        return first;
    }

    private IAsyncEnumerable<StimulusRow> OpenFor(string instanceId) => CompiledQueries.Of(db, "workflows/open", () => EF.CompileAsyncQuery<MegalisDb, string, StimulusRow>((context, instance) =>
        context.Set<StimulusRow>().Where(s => s.State == StimulusState.Open && s.InstanceId == instance).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id)))(db, instanceId);

    /// <summary>Gives the instance the first stimulus that it waits for; lays aside those that came too late.</summary>
    private static bool HearOne(Run run, List<StimulusRow> open, ref string first)
    {
        foreach (var stimulus in open.ToList())
        {
            var heard = run.Hear(new Signal(stimulus.Kind, stimulus.Key, stimulus.Execution, StoredJson.Parse(stimulus.Payload)));
            if (heard == Heard.Parked)
                continue;
            open.Remove(stimulus);
            stimulus.State = heard == Heard.Taken ? StimulusState.Taken : StimulusState.Late;
            stimulus.EndedAt = run.Facts.Now;
            if (heard == Heard.Late)
                continue;
            if (first.Length == 0)
                first = stimulus.Kind;
            return true;
        }

        return false;
    }
}

/// <summary>Who and what made a step.</summary>
/// <param name="Cause">start, event, task, timer, effect, child, work, continue, or an operator's act.</param>
/// <param name="Actor">The account that acts, or empty.</param>
/// <param name="Proof">How an operator knows, or why they decide so; empty where nobody decided.</param>
/// <param name="IncidentId">The incident that it ends by name: one that no execution stands behind; or empty.</param>
internal sealed record StepCause(string Cause, string Actor = "", string Proof = "", string IncidentId = "");
