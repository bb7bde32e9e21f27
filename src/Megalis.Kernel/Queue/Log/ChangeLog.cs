using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Queue;

/// <summary>One change, in the order in which all readers see it.</summary>
/// <param name="Position">From 1, without gaps over all tenants.</param>
/// <param name="Kind">What changed, « content », « consultation ».</param>
/// <param name="Key">Which one.</param>
public sealed record Change(long Position, int TenantId, string Kind, string Key, DateTimeOffset At);

/// <summary>
/// The change log that search and feeds follow (ARCHITECTURE, section 6). A row commits without a position; one leader
/// numbers what it sees committed. Readers remember a position, never an id: a reader of ids would lose the row whose
/// transaction ends after that of its successor.
/// </summary>
public sealed class ChangeLog
{
    private readonly MegalisDb _db;
    private readonly TenantContext _tenant;
    private readonly TimeProvider _clock;
    private readonly ClusterSignal _signal;

    internal ChangeLog(MegalisDb db, TenantContext tenant, TimeProvider clock, ClusterSignal signal) =>
        (_db, _tenant, _clock, _signal) = (db, tenant, clock, signal);

    /// <summary>Adds a change of this tenant; the caller's SaveChanges stores it with what changed.</summary>
    public void Add(string kind, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(key);
        _db.Add(new ChangeRow { TenantId = _tenant.Tenant.Id, Kind = kind, Key = key, At = _clock.GetUtcNow() });
        LogLeader.WakeAfterCommit(_db, _signal);
    }

    /// <summary>
    /// What changed after a position (0: from the beginning), in order: of this tenant, of all in the host's scope. Fewer
    /// than <paramref name="max"/> means that the end is reached.
    /// </summary>
    public async Task<IReadOnlyList<Change>> ReadAsync(long afterPosition, int max, CancellationToken stop = default)
    {
        var (all, here) = (_tenant.IsHost, _tenant.IsHost ? 0 : _tenant.Tenant.Id);
        return await _db.Set<ChangeRow>().AsNoTracking()
            .Where(c => c.Position > afterPosition && (all || c.TenantId == here))
            .OrderBy(c => c.Position).Take(max)
            .Select(c => new Change(c.Position!.Value, c.TenantId, c.Kind, c.Key, c.At))
            .ToListAsync(stop);
    }

    /// <summary>The last position given out, 0 when there is none: where a reader that has just read everything else begins.</summary>
    public async Task<long> LastPositionAsync(CancellationToken stop = default) => await _db.Set<ChangeRow>().MaxAsync(c => c.Position, stop) ?? 0;
}

/// <summary>A host table.</summary>
internal sealed class ChangeRow
{
    public long Id { get; set; }

    /// <summary>Empty until the leader has numbered the committed row; unique, so that two who believe they lead stop each other.</summary>
    public long? Position { get; set; }
    public int TenantId { get; set; }
    public string Kind { get; set; } = "";
    public string Key { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
