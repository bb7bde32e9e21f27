using System.Collections.Concurrent;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Http;

/// <summary>In which state what a page shows was read, as this node counts: two that differ may show different things.</summary>
/// <param name="Tenant">Changes of the tenant's public things.</param>
/// <param name="Settings">The version of the tenant's row.</param>
/// <param name="Region">Changes that pages of the whole region show; 0 for a page that shows its own tenant alone.</param>
/// <param name="Tenants">The version of all tenants' rows; 0 likewise.</param>
internal readonly record struct PublicVersion(long Tenant, long Settings, long Region, long Tenants);

/// <summary>
/// How often what is public of each tenant has changed, as this node knows: counted when a transaction of this node has
/// committed (<see cref="ChangeLog"/>), and when the sequenced log tells of another node's (<see cref="PublicVersionsFollower"/>).
/// </summary>
internal sealed class PublicVersions(TenantStore tenants, IOptions<MegalisOptions> options, TimeProvider clock)
{
    /// <summary>A node that has not read the log to its end for so long does not know what it may still show.</summary>
    private static readonly TimeSpan Deaf = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<int, long> _byTenant = new();
    private readonly bool _alone = options.Value.Database.Provider == DatabaseProvider.Sqlite;
    private long _region;
    private long _heard = long.MinValue;

    /// <summary>True while this node hears of other nodes' changes, and where there are none (SQLite).</summary>
    public bool AreCurrent => _alone || (Volatile.Read(ref _heard) is var heard && heard != long.MinValue && clock.GetElapsedTime(heard) < Deaf);

    /// <summary>Read before what it stands for: a change in between makes the page's version old, never its content.</summary>
    public PublicVersion Of(Tenant tenant, bool regional)
    {
        // The site of an entité shows its own consultations only.
        var wide = regional && tenant.IsDefault;
        return new PublicVersion(
            _byTenant.GetValueOrDefault(tenant.Id), tenant.Version, wide ? Volatile.Read(ref _region) : 0, wide ? tenants.Version : 0);
    }

    public void Changed(int tenantId, string kind)
    {
        _byTenant.AddOrUpdate(tenantId, 1, (_, count) => count + 1);
        if (!ChangeKinds.IsLocal(kind))
            Interlocked.Increment(ref _region);
    }

    /// <summary>The log was read to its end just now.</summary>
    public void Heard() => Volatile.Write(ref _heard, clock.GetTimestamp());
}
