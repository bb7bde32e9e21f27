using System.Collections.Concurrent;
using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Http;

/// <summary>
/// Small things of a tenant that every page asks for (its menu, what anybody may do) and that only an act changes: read once,
/// then kept until something public of the tenant changes (<see cref="Queue.ChangeLog"/>) or its row does. This node's changes
/// count from their commit on, other nodes' as soon as the sequenced log tells; a node that does not hear the log keeps nothing.
/// </summary>
/// <remarks>What is kept must depend on the tenant alone, never on the person, the request or the clock, and is shared: nobody may change it.</remarks>
public sealed class PublicMemory
{
    private readonly Kept _kept;
    private readonly PublicVersions _versions;
    private readonly TenantContext _context;
    private readonly MegalisDb _db;

    internal PublicMemory(Kept kept, PublicVersions versions, TenantContext context, MegalisDb db) =>
        (_kept, _versions, _context, _db) = (kept, versions, context, db);

    /// <summary>What is kept of this tenant under the key, or what <paramref name="read"/> brings now.</summary>
    /// <param name="key">One of a few constants: what is kept under it is never let go, only replaced.</param>
    /// <exception cref="InvalidCastException">Another type is kept under this key.</exception>
    public async ValueTask<T> GetAsync<T>(string key, Func<Task<T>> read) where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(read);
        var tenant = _context.Tenant;
        // Inside a transaction the database shows what may yet be taken back.
        if (!_versions.AreCurrent || _db.Database.CurrentTransaction is not null)
            return await read();
        // Before the reading: a change meanwhile makes the version old, never the content.
        var version = _versions.Of(tenant, regional: false);
        if (_kept.All.TryGetValue((tenant.Id, key), out var known) && known.Version == version)
            return (T)known.Value;
        var value = await read();
        _kept.All[(tenant.Id, key)] = (version, value);
        return value;
    }

    /// <summary>Of the whole process.</summary>
    internal sealed class Kept
    {
        public ConcurrentDictionary<(int Tenant, string Key), (PublicVersion Version, object Value)> All { get; } = new();
    }
}
