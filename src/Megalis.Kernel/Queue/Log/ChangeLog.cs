using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Queue;

/// <summary>One change, in the order in which all readers see it.</summary>
/// <param name="Position">From 1, without gaps over all tenants.</param>
/// <param name="Kind">What changed, « content », « consultation ».</param>
/// <param name="Key">Which one.</param>
public sealed record Change(long Position, int TenantId, string Kind, string Key, DateTimeOffset At);

/// <summary>The kinds of change that the kernel and its modules note.</summary>
public static class ChangeKinds
{
    /// <summary>What is published of an item of content; the key is its id.</summary>
    public const string Content = "content";

    /// <summary>What the region reads of a consultation; the key is its id.</summary>
    public const string Consultation = "consultation";

    /// <summary>What a tenant is called, whether it runs, what it has on, its settings; the key is its technical name.</summary>
    public const string Tenant = "tenant";

    /// <summary>Past contracts were imported; the key is the import's id.</summary>
    public const string MarchesPasses = "marches-passes";

    /// <summary>A role's rights, and so the menus; the key is its name.</summary>
    public const string Role = "role";

    /// <summary>True for what only its own tenant's pages show.</summary>
    internal static bool IsLocal(string kind) => kind is Content or Role;
}

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
    private readonly PublicVersions _versions;
    private readonly TenantStore _tenants;

    internal ChangeLog(MegalisDb db, TenantContext tenant, TimeProvider clock, ClusterSignal signal, PublicVersions versions, TenantStore tenants) =>
        (_db, _tenant, _clock, _signal, _versions, _tenants) = (db, tenant, clock, signal, versions, tenants);

    /// <summary>
    /// Adds a change of this tenant (see <see cref="ChangeKinds"/>); the caller's SaveChanges stores it with what changed.
    /// From the commit on, kept public pages of the tenant are made anew; those of the region too, unless the kind concerns
    /// its own tenant only. In the host's scope the change is the portal's.
    /// </summary>
    public void Add(string kind, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(key);
        var tenantId = !_tenant.IsHost ? _tenant.Tenant.Id : _tenants.IsSetUp ? _tenants.Default.Id : 0;
        _db.Add(new ChangeRow { TenantId = tenantId, Kind = kind, Key = key, At = _clock.GetUtcNow() });
        _db.AfterCommit(() =>
        {
            _versions.Changed(tenantId, kind);
            return Task.CompletedTask;
        });
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

    /// <summary>
    /// True when something was committed after this position, numbered or not yet: who has read up to there does not know all, if the
    /// position was read before asking.
    /// </summary>
    public Task<bool> GoesBeyondAsync(long position, CancellationToken stop = default) =>
        _db.Set<ChangeRow>().AnyAsync(c => c.Position == null || c.Position > position, stop);

    /// <summary>True when a change has waited longer than <paramref name="time"/> for its position: no node numbers the log.</summary>
    internal Task<bool> IsBehindAsync(TimeSpan time, CancellationToken stop)
    {
        var before = _clock.GetUtcNow() - time;
        return _db.Set<ChangeRow>().AnyAsync(c => c.Position == null && c.At < before, stop);
    }
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
