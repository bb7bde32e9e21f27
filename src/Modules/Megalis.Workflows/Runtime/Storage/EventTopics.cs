using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>
/// Where events and those who wait for them meet. Whoever parks an event and whoever begins to wait for one hold the same
/// topic until they commit, so that neither can miss the other.
/// </summary>
/// <remarks>
/// Locks are taken in one order, else two steps would wait for each other: the instance, start keys, topics in their order,
/// names of starts. A step looks for what lies parked when its activities have run; what that lets go on is the next step's.
/// </remarks>
internal sealed class EventTopics(MegalisDb db)
{
    /// <summary>Few enough to stay a small table, many enough that two names seldom share one.</summary>
    private const int Topics = 256;

    /// <summary>Gives the instance what lies parked and what it has begun to wait for in this step.</summary>
    /// <param name="all">Its correlation changed: waits of earlier steps are asked for again.</param>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> HearParkedAsync(Run run, bool all, CancellationToken stop)
    {
        var waits = run.State.Executions.Where(e => !e.Stuck)
            .SelectMany(e => e.Waits.Where(w => w.Kind == WaitKinds.Event && (w.IsNew || all)).Select(w => (Execution: e, w.Key, Topic: Topic(db.TenantId, w.Key))))
            .OrderBy(w => w.Topic).ThenBy(w => w.Execution.Number).ToList();
        var (heard, held) = (new HashSet<string>(), -1);
        foreach (var (execution, key, topic) in waits)
        {
            if (topic != held)
                await HoldAsync(held = topic, stop);
            if (run.State.Find(execution.Number) == execution && await FindAsync(key, run.CorrelationId, heard, stop) is { } parked)
                Take(run, execution, parked, heard);
        }

        return heard.Count > 0;
    }

    /// <summary>Held until the transaction ends.</summary>
    public Task HoldAsync(string name, CancellationToken stop) => HoldAsync(Topic(db.TenantId, name), stop);

    internal static int Topic(int tenant, string name)
    {
        // The runtime's own hash differs from process to process.
        var hash = 2166136261u;
        foreach (var c in name)
            hash = (hash ^ c) * 16777619u;
        return (int)((hash ^ (uint)tenant) % Topics);
    }

    private Task<long> HoldAsync(int topic, CancellationToken stop) =>
        db.NextNumberAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"workflows/topic/{topic}"), stop);

    /// <param name="heard">What this step was given already, by id. The database says of none of it yet that it is taken.</param>
    private Task<StimulusRow?> FindAsync(string key, string correlation, HashSet<string> heard, CancellationToken stop) =>
        db.Set<StimulusRow>().Where(s => s.State == StimulusState.Parked && s.InstanceId == "" && s.Kind == WaitKinds.Event && s.Key == key
                && (s.CorrelationId == "" || s.CorrelationId == correlation) && !heard.Contains(s.Id))
            .OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).FirstOrDefaultAsync(stop);

    private static void Take(Run run, Execution execution, StimulusRow parked, HashSet<string> heard)
    {
        if (run.Hear(new Signal(parked.Kind, parked.Key, execution.Number, StoredJson.Parse(parked.Payload))) != Heard.Taken)
            return;
        (parked.State, parked.EndedAt) = (StimulusState.Taken, run.Facts.Now);
        heard.Add(parked.Id);
    }
}
