using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Tenants;

/// <summary>Follows what other nodes changed, each second. A database that is down is asked again, not fatal.</summary>
internal sealed class TenantWatcher(TenantStore store, ILogger<TenantWatcher> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var failed = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.RefreshAsync(stoppingToken);
                failed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (!failed)
                    log.LogWarning(e, "The tenants could not be read; trying again each second.");
                failed = true;
            }
        }
    }
}
