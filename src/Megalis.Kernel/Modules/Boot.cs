using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Modules;

/// <summary>Runs once after the database is migrated and the tenants are known, before the first request is served.</summary>
public interface IBootTask
{
    /// <summary>Lower runs earlier.</summary>
    int Order { get; }

    Task RunAsync(IServiceProvider services, CancellationToken stop);
}

/// <summary>Lets background services of modules sleep until the host can serve: migrated, tenants known, first setup done.</summary>
public sealed class HostReady
{
    private readonly Boot _boot;

    internal HostReady(Boot boot) => _boot = boot;

    /// <exception cref="InvalidOperationException">The host will never serve; the boot has said why.</exception>
    public Task WaitAsync(CancellationToken stop) => _boot.Done.WaitAsync(stop);
}

/// <summary>
/// Brings the host up: lock, migrations, cluster id, tenants, first setup. On PostgreSQL a database that is down is
/// awaited: the server answers 503 meanwhile and comes up by itself.
/// </summary>
internal sealed class Boot(
    IServiceProvider services, Migrator migrator, TenantStore tenants, ProcessLock processLock, IOptions<MegalisOptions> options, ILogger<Boot> log) : BackgroundService
{
    private const long LockKey = 0x4D4547414C4942;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the host can serve; faults when it never will.</summary>
    public Task Done => _done.Task;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Value.DataPath);
        processLock.Take();
        if (options.Value.Database.Provider == DatabaseProvider.Sqlite)
            await BringUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>As <see cref="StartAsync"/> for a verb that runs alone: no waiting for a database that is down.</summary>
    public Task BringUpForVerbAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(options.Value.DataPath);
        processLock.Take();
        return BringUpAsync(stop);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_done.Task.IsCompleted)
        {
            try
            {
                await BringUpAsync(stoppingToken);
            }
            catch (Exception e) when (DatabaseFaults.IsDown(e))
            {
                log.LogWarning("The database does not answer ({Message}); trying again in two seconds.", e.GetBaseException().Message);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
            catch (Exception e)
            {
                // Migrations that fail or volumes that do not match are not mended by waiting.
                _done.TrySetException(e);
                throw;
            }
        }
    }

    private async Task BringUpAsync(CancellationToken stop)
    {
        await using var turn = await TurnAsync(stop);
        await migrator.RunAsync(stop);
        await using (var scope = TenantScope.EnterHost(services))
            await ClusterId.CheckAsync(scope.Db, options.Value.DataPath, stop);
        await tenants.RefreshAsync(stop);
        foreach (var task in services.GetServices<IBootTask>().OrderBy(t => t.Order))
            await task.RunAsync(services, stop);
        _done.TrySetResult();
    }

    /// <summary>
    /// Nodes that start together on an empty database come up one after the other: the first migrates it and runs the
    /// first setup, however long that takes, and the others find it done.
    /// </summary>
    private async Task<IAsyncDisposable?> TurnAsync(CancellationToken stop)
    {
        var connections = services.GetRequiredService<RawConnections>();
        if (!connections.IsPostgres)
            return null;
        var connection = await connections.OpenAsync(stop, own: true);
        await using var wait = connection.Command(null, "select pg_advisory_lock(@p0)", LockKey);
        wait.CommandTimeout = 0;
        await wait.ExecuteNonQueryAsync(stop);
        return connection;
    }
}
