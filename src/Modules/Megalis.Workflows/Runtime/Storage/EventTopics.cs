using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>
/// Where events and those who wait for them meet. Whoever parks an event and whoever begins to wait for one hold the same
/// topic until they commit, so that neither can miss the other.
/// </summary>
internal sealed class EventTopics(MegalisDb db)
{
    /// <summary>Few enough to stay a small table, many enough that two names seldom share one.</summary>
    private const int Topics = 256;

    /// <summary>An event that lies parked and that the instance has begun to wait for in this step; null when there is none.</summary>
    /// <param name="found">What this step was given already, by id. The database says of none of it yet that it is taken.</param>
    /// <param name="looked">Waits for which there was nothing, with the correlation that was asked for.</param>
    /// <param name="all">Its correlation changed: waits of earlier steps are asked for again.</param>
    public async Task<StimulusRow?> FindParkedAsync(Run run, HashSet<string> found, HashSet<(Wait Wait, string Correlation)> looked, bool all, CancellationToken stop)
    {
        var correlation = run.CorrelationId;
        var waits = run.State.Executions.Where(e => !e.Stuck).SelectMany(e => e.Waits)
            .Where(w => w.Kind == WaitKinds.Event && (w.IsNew || all) && !looked.Contains((w, correlation)))
            .OrderBy(w => Topic(db.TenantId, w.Key)).ToList();
        foreach (var wait in waits)
        {
            await HoldAsync(wait.Key, stop);
            var parked = await db.Set<StimulusRow>().Where(s => s.State == StimulusState.Parked && s.InstanceId == "" && s.Kind == WaitKinds.Event && s.Key == wait.Key
                    && (s.CorrelationId == "" || s.CorrelationId == correlation) && !found.Contains(s.Id))
                .OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).FirstOrDefaultAsync(stop);
            if (parked is not null)
            {
                found.Add(parked.Id);
                return parked;
            }

            looked.Add((wait, correlation));
        }

        return null;
    }

    /// <summary>Held until the transaction ends.</summary>
    public Task HoldAsync(string name, CancellationToken stop) =>
        db.NextNumberAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"workflows/topic/{Topic(db.TenantId, name)}"), stop);

    private static int Topic(int tenant, string name)
    {
        // The runtime's own hash differs from process to process.
        var hash = 2166136261u;
        foreach (var c in name)
            hash = (hash ^ c) * 16777619u;
        return (int)((hash ^ (uint)tenant) % Topics);
    }
}
