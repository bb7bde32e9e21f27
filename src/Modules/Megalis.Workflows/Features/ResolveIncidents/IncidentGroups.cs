using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ResolveIncidents;

/// <summary>One fault: the same activity of the same definition, with the same message, in one instance or in many.</summary>
/// <param name="Sample">The oldest of its incidents: it stands for the fault in forms.</param>
/// <param name="Circuit">The definition's name.</param>
/// <param name="CanRetry">There is a token to start again.</param>
internal sealed record IncidentGroup(string Sample, string DefinitionId, string Circuit, string ActivityId, IncidentKind Kind, string Message, int Count, DateTimeOffset Since, bool CanRetry)
{
    /// <summary>Title and id of the oldest instances.</summary>
    public IReadOnlyList<(string Id, string Title)> Instances { get; init; } = [];
}

/// <summary>A « réessayer les 300 » on its way.</summary>
internal sealed record RetryBatch(string Circuit, int Total, int Left, int Resting)
{
    public int Done => Total - Left;
}

/// <summary>Open incidents of this tenant, those of one fault together.</summary>
internal sealed class IncidentGroups(MegalisDb db, Outbox outbox, QueueGauge gauge)
{
    public const int Size = 20;

    /// <summary>More than this at once is asked for again: each is a step of its own instance.</summary>
    public const int MostRetried = 500;

    private const int MostShown = 5;

    /// <summary>A page of faults, the oldest first.</summary>
    public async Task<(IReadOnlyList<IncidentGroup> Groups, int Total, int Incidents)> ReadAsync(int page, CancellationToken stop)
    {
        var groups = from x in db.Set<IncidentRow>()
                     where x.ResolvedAt == null
                     join i in db.Set<InstanceRow>() on x.InstanceId equals i.Id
                     group new { x.Id, x.At, x.Execution } by new { i.DefinitionId, x.ActivityId, x.Kind, x.Message } into g
                     select new { g.Key, Count = g.Count(), Since = g.Min(x => x.At), Sample = g.Min(x => x.Id), Execution = g.Max(x => x.Execution) };
        var some = await groups.OrderBy(g => g.Sample).Skip((page - 1) * Size).Take(Size).ToListAsync(stop);
        var ids = some.Select(g => g.Key.DefinitionId).Distinct().ToList();
        var names = (await db.Set<DefinitionRow>().Where(d => ids.Contains(d.DefinitionId)).Select(d => new { d.DefinitionId, d.Version, d.Name }).ToListAsync(stop))
            .GroupBy(d => d.DefinitionId).ToDictionary(g => g.Key, g => g.MaxBy(d => d.Version)!.Name);
        var read = new List<IncidentGroup>();
        foreach (var g in some)
            read.Add(new IncidentGroup(g.Sample!, g.Key.DefinitionId, names.GetValueOrDefault(g.Key.DefinitionId, g.Key.DefinitionId), g.Key.ActivityId, g.Key.Kind, g.Key.Message, g.Count, g.Since, g.Execution > 0)
            {
                Instances = await InstancesAsync(g.Key.DefinitionId, g.Key.ActivityId, g.Key.Kind, g.Key.Message, stop),
            });
        return (read, await groups.CountAsync(stop), await db.Set<IncidentRow>().CountAsync(x => x.ResolvedAt == null, stop));
    }

    /// <summary>What is being tried again now.</summary>
    public async Task<IReadOnlyList<RetryBatch>> BatchesAsync(CancellationToken stop)
    {
        var (rows, _) = await gauge.PageAsync<RetryIncident>(1, 10 * MostRetried, stop);
        return [.. rows.GroupBy(r => r.Payload.Batch).Select(b => new RetryBatch(b.First().Payload.Circuit, b.First().Payload.Total, b.Count(), b.Count(r => r.Stand == QueueStand.Resting)))];
    }

    /// <summary>Has every incident of a fault tried again, the oldest first, each in a transaction of its own. Saves.</summary>
    /// <param name="sample">Of the fault as it was shown; one that was resolved since stands for nothing any more.</param>
    /// <returns>How many, or why none.</returns>
    public async Task<(int Count, Refusal? Refusal)> RetryAsync(string sample, string actor, CancellationToken stop)
    {
        var fault = await (from x in db.Set<IncidentRow>()
                           where x.Id == sample && x.ResolvedAt == null
                           join i in db.Set<InstanceRow>() on x.InstanceId equals i.Id
                           select new { i.DefinitionId, x.ActivityId, x.Kind, x.Message, i.VersionId }).SingleOrDefaultAsync(stop);
        if (fault is null)
            return (0, new Refusal("Cette panne a bougé pendant que vous lisiez : voyez où elle en est, puis décidez."));
        var circuit = await db.Set<DefinitionRow>().Where(d => d.Id == fault.VersionId).Select(d => d.Name).SingleAsync(stop);
        var ids = await Of(fault.DefinitionId, fault.ActivityId, fault.Kind, fault.Message).Where(x => x.Execution > 0).OrderBy(x => x.Id).Take(MostRetried).Select(x => x.Id).ToListAsync(stop);
        var asked = (await gauge.FindAsync<RetryIncident>(ids, stop)).Select(r => r.Payload.IncidentId).ToHashSet();
        var fresh = ids.Where(id => !asked.Contains(id)).ToList();
        if (fresh.Count == 0)
            return (0, new Refusal("Ces incidents sont déjà en train d'être essayés à nouveau."));
        foreach (var id in fresh)
            outbox.Add(new RetryIncident(id, actor, sample, circuit, fresh.Count), dedupeKey: id);
        try
        {
            await db.SaveChangesAsync(stop);
            return (fresh.Count, null);
        }
        catch (DbUpdateException)
        {
            return (0, new Refusal("Ces incidents sont déjà en train d'être essayés à nouveau."));
        }
    }

    private async Task<IReadOnlyList<(string Id, string Title)>> InstancesAsync(string definition, string activity, IncidentKind kind, string message, CancellationToken stop) =>
        [.. (await (from x in Of(definition, activity, kind, message).OrderBy(x => x.Id).Take(MostShown)
                    join i in db.Set<InstanceRow>() on x.InstanceId equals i.Id
                    select new { i.Id, i.Title }).ToListAsync(stop)).Select(i => (i.Id, i.Title))];

    private IQueryable<IncidentRow> Of(string definition, string activity, IncidentKind kind, string message) => db.Set<IncidentRow>().AsNoTracking().Where(x =>
        x.ResolvedAt == null && x.ActivityId == activity && x.Kind == kind && x.Message == message && db.Set<InstanceRow>().Any(i => i.Id == x.InstanceId && i.DefinitionId == definition));
}
