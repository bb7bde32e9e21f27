using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tenants;

/// <summary>
/// The tenants of this node's memory, and the only writer of their rows. A change bumps a version in its own
/// transaction; every node polls that version each second (and is woken by NOTIFY) and reloads the rows that grew.
/// </summary>
public sealed class TenantStore(IServiceProvider root, FeatureCatalogue catalogue, IOptions<MegalisOptions> options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private TenantTable _table = TenantTable.Empty;
    private long _version;

    /// <summary>Raised on this node after its memory has changed.</summary>
    public event Action? Changed;

    public Tenant Default => _table.Default ?? throw new InvalidOperationException("The portal is not set up yet.");

    /// <summary>Grows at every change of any tenant that this node has read.</summary>
    public long Version => Volatile.Read(ref _version);

    public bool IsSetUp => _table.Default is not null;

    public Tenant? Find(int id) => _table.ById.GetValueOrDefault(id);

    public Tenant? Find(string name) => _table.ByName.GetValueOrDefault(name);

    public Tenant? Match(string host, int? port) => _table.Match(host, port);

    public Tenant? MatchPrefix(string segment) => _table.MatchPrefix(segment);

    /// <summary>All of them, unordered. For jobs of the kernel; pages read a paged query instead.</summary>
    public IReadOnlyCollection<Tenant> All => _table.ById.Values;

    /// <summary>The host of the portal's public address. Its sessions are its own: no tenant answers there, on no port.</summary>
    internal string PortalHost => new Uri(options.Value.PublicUrl).Host;

    /// <summary>The absolute URL of a tenant, without a trailing slash: mails and jobs have no request to read it from.</summary>
    public string CanonicalUrl(Tenant tenant)
    {
        var portal = new Uri(options.Value.PublicUrl);
        if (tenant.IsDefault || tenant.Hosts.Count == 0)
            return options.Value.PublicUrl.TrimEnd('/');
        var host = tenant.Hosts.FirstOrDefault(h => !h.StartsWith('*')) ?? tenant.Hosts[0].Replace("*", "www", StringComparison.Ordinal);
        return host.Contains(':', StringComparison.Ordinal) || portal.IsDefaultPort
            ? $"{portal.Scheme}://{host}"
            : $"{portal.Scheme}://{host}:{portal.Port}";
    }

    /// <summary>
    /// Changes a tenant's row in the caller's transaction (or one of its own) and bumps the version that nodes watch.
    /// This node sees it when the transaction has committed.
    /// </summary>
    internal async Task ChangeAsync(MegalisDb db, int id, Action<TenantRow> change, CancellationToken stop = default)
    {
        await db.TransactAsync(async () =>
        {
            // Its row is held until the commit: of two changes at a time the second reads what the first wrote.
            var version = await db.NextVersionAsync("tenants", stop);
            var row = await db.Set<TenantRow>().SingleAsync(t => t.Id == id, stop);
            if (db.Entry(row).State == EntityState.Unchanged)
                await db.Entry(row).ReloadAsync(stop);
            change(row);
            // What is shown of a tenant elsewhere (an index) follows it.
            db.Add(new ChangeRow { TenantId = row.Id, Kind = ChangeKinds.Tenant, Key = row.Name, At = clock.GetUtcNow() });
            LogLeader.WakeAfterCommit(db, root.GetRequiredService<ClusterSignal>());
            await StampAsync(db, row, version, stop);
        }, stop);
    }

    /// <summary>Inserts a tenant; its id is set when this returns. Names and hosts are checked by the caller.</summary>
    internal async Task AddAsync(MegalisDb db, TenantRow row, CancellationToken stop = default)
    {
        row.CreatedAt = clock.GetUtcNow();
        await db.TransactAsync(async () =>
        {
            db.Add(row);
            await StampAsync(db, row, await db.NextVersionAsync("tenants", stop), stop);
        }, stop);
    }

    /// <summary>Reads what changed since the last time; cheap when nothing did.</summary>
    public async Task RefreshAsync(CancellationToken stop = default)
    {
        await _loading.WaitAsync(stop);
        try
        {
            await using var scope = TenantScope.EnterHost(root);
            var db = scope.Db;
            var version = await db.Set<VersionRow>().Where(v => v.Name == "tenants").Select(v => v.Value).SingleOrDefaultAsync(stop);
            if (version == _version)
                return;
            // Rows are stamped with the version of their change: only those that grew are read again.
            var grown = await db.Set<TenantRow>().AsNoTracking().Where(t => t.Version > _version).ToListAsync(stop);
            var all = _table.ById.ToDictionary(p => p.Key, p => p.Value);
            foreach (var row in grown)
                all[row.Id] = new Tenant(row, catalogue.WithDependencies(row.Features.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            _table = new TenantTable(all.Values, PortalHost);
            Volatile.Write(ref _version, version);
        }
        finally
        {
            _loading.Release();
        }

        Changed?.Invoke();
    }

    public void Dispose() => _loading.Dispose();

    private async Task StampAsync(MegalisDb db, TenantRow row, long version, CancellationToken stop)
    {
        row.Version = version;
        await db.SaveChangesAsync(stop);
        db.AfterCommit(() => RefreshAsync());
    }
}
