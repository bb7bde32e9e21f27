using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ResolveIncidents;

/// <summary>One fault: the same activity of the same definition, with the same message, in one instance or in many.</summary>
/// <param name="Sample">The oldest of its incidents: it stands for the fault in forms.</param>
/// <param name="Circuit">The definition's name.</param>
/// <param name="Retryable">Of its incidents those with a token to start again.</param>
internal sealed record IncidentGroup(string Sample, string DefinitionId, string Circuit, string ActivityId, IncidentKind Kind, string Message, int Count, DateTimeOffset Since, int Retryable)
{
    /// <summary>Title and id of the oldest instances.</summary>
    public IReadOnlyList<(string Id, string Title)> Instances { get; init; } = [];
}

/// <summary>What makes incidents one fault.</summary>
internal sealed record Fault(string DefinitionId, string ActivityId, IncidentKind Kind, string Message);

/// <summary>What « réessayer les 300 » did: how many are on their way, and how many could not be asked for, by the reason.</summary>
/// <param name="Already">On their way since an earlier click.</param>
/// <param name="WithoutToken">There is nothing to start again: a person decides.</param>
internal sealed record RetryAnswer(int Count, int Already, int WithoutToken, Refusal? Refusal = null);

/// <summary>A « réessayer les 300 » on its way.</summary>
internal sealed record RetryBatch(string Circuit, int Total, int Left, int Resting)
{
    public int Done => Total - Left;
}

/// <summary>Open incidents of this tenant, those of one fault together.</summary>
internal sealed class IncidentGroups(MegalisDb db, Outbox outbox, QueueGauge gauge)
{
    public const int Size = 20;

    /// <summary>Rows of the queue that a page reads; no more than some hundreds are there at a time.</summary>
    public const int MostRead = 2_000;

    private const int MostFaults = 1_000;
    private const int MostShown = 5;

    /// <summary>A page of faults, the oldest first.</summary>
    /// <param name="words">Looked for, without accents, in the circuit's name, the step and the message.</param>
    public async Task<(IReadOnlyList<IncidentGroup> Groups, int Total)> ReadAsync(string words, int page, CancellationToken stop)
    {
        var faults = await FaultsAsync(stop);
        var wanted = Folded.Of(words).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = faults.Where(f => Array.TrueForAll(wanted, word => Folded.Of($"{f.Circuit} {f.DefinitionId} {f.ActivityId} {f.Message}").Contains(word, StringComparison.Ordinal))).ToList();
        var read = new List<IncidentGroup>();
        foreach (var fault in found.Skip((page - 1) * Size).Take(Size))
            read.Add(fault with { Instances = await InstancesAsync(new Fault(fault.DefinitionId, fault.ActivityId, fault.Kind, fault.Message), stop) });
        return (read, found.Count);
    }

    private async Task<List<IncidentGroup>> FaultsAsync(CancellationToken stop)
    {
        var groups = await (from x in db.Set<IncidentRow>()
                            where x.ResolvedAt == null
                            join i in db.Set<InstanceRow>() on x.InstanceId equals i.Id
                            group new { x.Id, x.At, x.Execution } by new { i.DefinitionId, x.ActivityId, x.Kind, x.Message } into g
                            select new { g.Key, Count = g.Count(), Since = g.Min(x => x.At), Sample = g.Min(x => x.Id), Retryable = g.Count(x => x.Execution > 0) })
            .OrderBy(g => g.Sample).Take(MostFaults).ToListAsync(stop);
        var ids = groups.Select(g => g.Key.DefinitionId).Distinct().ToList();
        var names = (await db.Set<DefinitionRow>().Where(d => ids.Contains(d.DefinitionId)).Select(d => new { d.DefinitionId, d.Version, d.Name }).ToListAsync(stop))
            .GroupBy(d => d.DefinitionId).ToDictionary(g => g.Key, g => g.MaxBy(d => d.Version)!.Name);
        return [.. groups.Select(g => new IncidentGroup(
            g.Sample!, g.Key.DefinitionId, names.GetValueOrDefault(g.Key.DefinitionId, g.Key.DefinitionId), g.Key.ActivityId, g.Key.Kind, g.Key.Message, g.Count, g.Since, g.Retryable))];
    }

    /// <summary>What is being tried again now.</summary>
    public async Task<IReadOnlyList<RetryBatch>> BatchesAsync(CancellationToken stop)
    {
        var (rows, _) = await gauge.PageAsync<RetryIncident>(1, MostRead, stop);
        var (faults, _) = await gauge.PageAsync<RetryFault>(1, MostFaults, stop);
        var batches = rows.Select(r => (r.Payload.Batch, r.Payload.Circuit, r.Payload.Total)).Concat(faults.Select(f => (Batch: f.Payload.Sample, f.Payload.Circuit, f.Payload.Total))).DistinctBy(b => b.Batch);
        return
        [
            .. from batch in batches
               let own = rows.Where(r => r.Payload.Batch == batch.Batch).ToList()
               let unasked = faults.Where(f => f.Payload.Sample == batch.Batch).Sum(f => f.Payload.Total - f.Payload.Asked)
               select new RetryBatch(batch.Circuit, batch.Total, Math.Min(batch.Total, own.Count + unasked), own.Count(r => r.Stand == QueueStand.Resting)),
        ];
    }

    /// <summary>Has the incidents of a fault tried again that can be, the oldest first, each in a transaction of its own. Saves.</summary>
    /// <param name="sample">Of the fault as it was shown; one that was resolved since stands for nothing any more.</param>
    public async Task<RetryAnswer> RetryAsync(string sample, string actor, CancellationToken stop)
    {
        if (await FaultAsync(sample, stop) is not { } fault || await db.Set<IncidentRow>().AllAsync(x => x.Id != sample || x.ResolvedAt != null, stop))
            return new RetryAnswer(0, 0, 0, new Refusal("Cette panne a bougé pendant que vous lisiez : voyez où elle en est, puis décidez."));
        var all = await Of(fault).CountAsync(stop);
        var ids = Retryable(fault).OrderBy(x => x.Id).Select(x => x.Id);
        var (count, already) = (await ids.CountAsync(stop), await AlreadyAsync(fault, stop));
        if (count > 0 && count <= already)
            return new RetryAnswer(0, already, all - count, new Refusal("Ces incidents sont déjà en train d’être essayés à nouveau."));
        if (count == 0)
            return new RetryAnswer(0, 0, all, new Refusal("Aucune étape n’attend dans ces incidents : tenez-les pour faits, un par un."));
        var circuit = await db.Set<DefinitionRow>().Where(d => d.DefinitionId == fault.DefinitionId).OrderByDescending(d => d.Version).Select(d => d.Name).FirstAsync(stop);
        var last = await ids.LastAsync(stop);
        outbox.Add(new RetryFault(sample, actor, circuit, count - already, 0, "", last), dedupeKey: last);
        try
        {
            await db.SaveChangesAsync(stop);
            return new RetryAnswer(count - already, already, all - count);
        }
        catch (DbUpdateException)
        {
            return new RetryAnswer(0, count, all - count, new Refusal("Ces incidents sont déjà en train d’être essayés à nouveau."));
        }
    }

    /// <summary>The fault that an incident, open or not, stands for; null when it is not there.</summary>
    public async Task<Fault?> FaultAsync(string sample, CancellationToken stop) =>
        await (from x in db.Set<IncidentRow>()
               where x.Id == sample
               join i in db.Set<InstanceRow>() on x.InstanceId equals i.Id
               select new Fault(i.DefinitionId, x.ActivityId, x.Kind, x.Message)).SingleOrDefaultAsync(stop);

    /// <summary>Its open incidents with a token to start again.</summary>
    public IQueryable<IncidentRow> Retryable(Fault fault) => Of(fault).Where(x => x.Execution > 0);

    /// <summary>How many of them an earlier click has set going: all up to its last one while it is not through.</summary>
    private async Task<int> AlreadyAsync(Fault fault, CancellationToken stop)
    {
        var (pending, _) = await gauge.PageAsync<RetryFault>(1, MostFaults, stop);
        var upTo = "";
        foreach (var one in pending)
            if (await FaultAsync(one.Payload.Sample, stop) == fault && string.CompareOrdinal(one.Payload.UpTo, upTo) > 0)
                upTo = one.Payload.UpTo;
        var asked = (await gauge.PageAsync<RetryIncident>(1, MostRead, stop)).Rows.Select(r => r.Payload.IncidentId).ToList();
        return await Retryable(fault).CountAsync(x => x.Id.CompareTo(upTo) <= 0 || asked.Contains(x.Id), stop);
    }

    private async Task<IReadOnlyList<(string Id, string Title)>> InstancesAsync(Fault fault, CancellationToken stop) =>
        [.. (await (from x in Of(fault).OrderBy(x => x.Id).Take(MostShown)
                    join i in db.Set<InstanceRow>() on x.InstanceId equals i.Id
                    select new { i.Id, i.Title }).ToListAsync(stop)).Select(i => (i.Id, i.Title))];

    private IQueryable<IncidentRow> Of(Fault fault)
    {
        var (definition, activity, kind, message) = fault;
        return db.Set<IncidentRow>().AsNoTracking().Where(x =>
            x.ResolvedAt == null && x.ActivityId == activity && x.Kind == kind && x.Message == message && db.Set<InstanceRow>().Any(i => i.Id == x.InstanceId && i.DefinitionId == definition));
    }
}
