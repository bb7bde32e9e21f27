using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: ApplicationPart("Megalis.Kernel.Tests")]
[assembly: Module(Name = "Tests")]
[assembly: Feature(Id = "Tests.Base", Name = "Base", IsAlwaysEnabled = true)]
[assembly: Feature(Id = "Tests.Optional", Name = "Optional")]

namespace Megalis.Kernel.Tests;

/// <summary>
/// The kernel with the modules of this assembly on a real database, without a web server: migrated, with its portal.
/// Background workers run only when a test starts them.
/// </summary>
internal sealed class KernelHost : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly PostgresDatabase? postgres;
    private readonly bool ownsData;
    private bool started;

    private KernelHost(WebApplication app, TempFolder folder, PostgresDatabase? postgres, bool ownsData)
    {
        App = app;
        this.folder = folder;
        this.postgres = postgres;
        this.ownsData = ownsData;
    }

    public WebApplication App { get; }

    public IServiceProvider Services => App.Services;

    public TenantStore Tenants => Services.GetRequiredService<TenantStore>();

    public string DataPath => folder.Path;

    /// <summary>Npgsql's form for the owner, to look past the product; SQLite's otherwise.</summary>
    public string ConnectionString => postgres?.ConnectionString ?? $"Data Source={folder["megalis.db"]}";

    public bool IsPostgres => postgres is not null;

    public static async Task<KernelHost> StartAsync(string database, Action<FeatureServices>? more = null, TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        var host = await BuildAsync(database, more, clock, settings);
        try
        {
            return await host.BringUpAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same before its database was touched.</summary>
    public static async Task<KernelHost> BuildAsync(string database, Action<FeatureServices>? more = null, TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        var folder = new TempFolder();
        var postgres = database == BothDatabases.Postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null;
        return Build(folder, postgres, ownsData: true, more, clock, settings);
    }

    /// <summary>A second node on the same database and volume; PostgreSQL only.</summary>
    public Task<KernelHost> StartSecondNodeAsync(Action<FeatureServices>? more = null, TimeProvider? clock = null, params (string Key, string Value)[] settings) =>
        Build(folder, postgres, ownsData: false, more, clock, settings).BringUpAsync();

    /// <summary>Runs the hosted services as a server does.</summary>
    public async Task RunWorkersAsync()
    {
        started = true;
        await App.StartAsync();
    }

    public async Task<Tenant> AddTenantAsync(string name, params string[] features)
    {
        await using (var scope = TenantScope.EnterHost(Services))
        {
            var row = new TenantRow
            {
                Name = name,
                DisplayName = name,
                DisplayNameFolded = Folded.Of(name),
                Hosts = name + ".localhost",
                State = TenantState.Running,
                Features = string.Join(' ', features),
            };
            await Tenants.AddAsync(scope.Db, row);
        }

        return Tenants.Find(name)!;
    }

    public TenantScope Enter(Tenant? tenant = null) => TenantScope.Enter(Services, tenant ?? Tenants.Default);

    public TenantScope EnterHost() => TenantScope.EnterHost(Services);

    /// <summary>A statement outside of the product's rules, as a DBA or an intruder would run it; the first column of the first row.</summary>
    public async Task<object?> TamperAsync(string sql, params object?[] parameters)
    {
        await using var scope = EnterHost();
        object? result = null;
        await scope.Db.TransactAsync(async () => result = await scope.Db.RawAsync(sql, parameters, CancellationToken.None));
        return result;
    }

    /// <summary>Works everything that is due, then numbers the log.</summary>
    public Task<Drained> DrainAsync() => Services.GetRequiredService<QueueRunner>().DrainAsync();

    /// <summary>Adds rows to the outbox of a tenant and saves them.</summary>
    public async Task EnqueueAsync(Action<Outbox> add, Tenant? tenant = null)
    {
        await using var scope = Enter(tenant);
        add(scope.Outbox());
        await scope.Db.SaveChangesAsync();
    }

    public async Task<List<QueueRow>> QueueAsync()
    {
        await using var scope = EnterHost();
        return await scope.Db.Set<QueueRow>().AsNoTracking().OrderBy(q => q.Id).ToListAsync();
    }

    public async Task StopWorkersAsync()
    {
        started = false;
        await App.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (started)
            await App.StopAsync();
        await App.DisposeAsync();
        if (!ownsData)
            return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (postgres is not null)
            await postgres.DisposeAsync();
        folder.Dispose();
    }

    private static KernelHost Build(
        TempFolder folder, PostgresDatabase? postgres, bool ownsData, Action<FeatureServices>? more, TimeProvider? clock, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Megalis:DataPath"] = folder.Path,
            ["Megalis:Database:Provider"] = postgres is null ? "Sqlite" : "Postgres",
            ["Megalis:Database:ConnectionString"] = postgres?.ConnectionString ?? "",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value)));
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        builder.AddMegalis(typeof(KernelHost).Assembly);
        // The queue's tests count rows: the janitor's own round would be among them.
        foreach (var round in builder.Services.Where(d => d.ImplementationInstance is RecurringRegistration { Payload: var p } && p == typeof(Kernel.Files.SweepDue)).ToList())
            builder.Services.Remove(round);
        more?.Invoke(new FeatureServices(builder.Services, "Tests.Base"));
        return new KernelHost(builder.Build(), folder, postgres, ownsData);
    }

    private async Task<KernelHost> BringUpAsync()
    {
        await Services.GetRequiredService<Boot>().BringUpForVerbAsync(CancellationToken.None);
        await PortalSetup.EnsureAsync(Services, CancellationToken.None);
        return this;
    }
}
