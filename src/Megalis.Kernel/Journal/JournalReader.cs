using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Journal;

/// <summary>Which entries are asked for; everything that is not said is not asked.</summary>
public sealed record JournalQuery
{
    public string? Act { get; init; }

    /// <summary>Account ids, <see cref="Journal.SystemActor"/>.</summary>
    public IReadOnlyCollection<string>? Actors { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>The first instant that is not meant any more.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Of these tenants; 0 is the host. Counts on the portal alone.</summary>
    public IReadOnlyCollection<int>? TenantIds { get; init; }
}

/// <summary>An entry and the tenant it belongs to, 0 for the host.</summary>
public sealed record JournalLine(int TenantId, JournalEntry Entry);

/// <summary>
/// The journal for those who may read it: a tenant's own entries, on the portal those of the whole platform. What a
/// <see cref="IJournalVeil"/> hides is neither listed nor counted, and no position, proof or tree size is given that would
/// tell how much is hidden. Ask for the permission before you ask this.
/// </summary>
public sealed class JournalReader
{
    private readonly MegalisDb _db;
    private readonly TenantContext _tenant;
    private readonly Veils _veils;

    internal JournalReader(MegalisDb db, TenantContext tenant, Veils veils) => (_db, _tenant, _veils) = (db, tenant, veils);

    /// <summary>Entries of this instant and later are shown without their positions; null when all show them.</summary>
    public Task<DateTimeOffset?> SealedSinceAsync(CancellationToken stop = default) => _veils.SealedSinceAsync(stop);

    public Task<int> CountAsync(JournalQuery query, CancellationToken stop = default) => Rows(query).CountAsync(stop);

    /// <summary>The youngest first.</summary>
    public async Task<IReadOnlyList<JournalLine>> PageAsync(JournalQuery query, int skip, int take, CancellationToken stop = default)
    {
        var rows = await Rows(query).OrderByDescending(j => j.At).ThenByDescending(j => j.Id).Skip(skip).Take(take).ToListAsync(stop);
        var since = await SealedSinceAsync(stop);
        return [.. rows.Select(row => new JournalLine(row.TenantId, Journal.Read(row, since)))];
    }

    /// <summary>One entry; null when there is none that may be read here.</summary>
    public async Task<JournalLine?> FindAsync(string entryId, CancellationToken stop = default)
    {
        var row = await Rows(new JournalQuery()).SingleOrDefaultAsync(j => j.EntryId == entryId, stop);
        return row is null ? null : new JournalLine(row.TenantId, Journal.Read(row, await SealedSinceAsync(stop)));
    }

    /// <summary>The proof of an entry; null while it is not numbered, or its position is kept back.</summary>
    public async Task<JournalProof?> ProofAsync(string entryId, CancellationToken stop = default)
    {
        var row = await Rows(new JournalQuery()).SingleOrDefaultAsync(j => j.EntryId == entryId && j.Position != null, stop);
        if (row is null || row.At >= await SealedSinceAsync(stop))
            return null;
        // The head must be as old as well: its tree's size counts like a position.
        return await JournalCheck.ProofAsync(_db, row, stop) is { } proof && !(InstantConverter.FromMicros(proof.Head.Head.AtMicros) >= await SealedSinceAsync(stop)) ? proof : null;
    }

    private IQueryable<JournalRow> Rows(JournalQuery query)
    {
        var rows = _db.Set<JournalRow>().AsNoTracking();
        var here = _tenant.Tenant.Id;
        if (!_tenant.Tenant.IsDefault)
            rows = rows.Where(j => j.TenantId == here);
        else if (query.TenantIds is { } tenants)
            rows = rows.Where(j => tenants.Contains(j.TenantId));
        if (query.Act is { } act)
            rows = rows.Where(j => j.Act == act);
        if (query.Actors is { } actors)
            rows = rows.Where(j => actors.Contains(j.Actor));
        if (query.From is { } from)
            rows = rows.Where(j => j.At >= from);
        if (query.Before is { } before)
            rows = rows.Where(j => j.At < before);
        return _veils.Lift(rows);
    }
}
