using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Http;

/// <summary>
/// Hears of the changes that other nodes committed: follows the sequenced log from its end, woken by NOTIFY, and polls for
/// what was lost of it. A node alone (SQLite) has nobody to hear.
/// </summary>
internal sealed class PublicVersionsFollower(
    IServiceProvider root, PublicVersions versions, ChangeFeed feed, Boot boot, IOptions<MegalisOptions> options, ILogger<PublicVersionsFollower> log) : BackgroundService
{
    private const int Batch = 1000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>A change that waits longer for its position has no leader to give it one.</summary>
    private static readonly TimeSpan Numbered = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Database.Provider == DatabaseProvider.Sqlite)
            return;
        await boot.Done.WaitAsync(stoppingToken);
        long? position = null;
        var failed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                position = await ReadAsync(position, stoppingToken);
                failed = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failed)
                    log.LogWarning("The change log cannot be read ({Message}); public pages are not kept meanwhile.", error.Message);
                failed = true;
            }

            await feed.WaitAsync(Poll, stoppingToken);
        }
    }

    private async Task<long> ReadAsync(long? from, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(root);
        var changes = scope.Services.GetRequiredService<ChangeLog>();
        var position = from ?? await changes.LastPositionAsync(stop);
        IReadOnlyList<Change> some;
        do
        {
            some = await changes.ReadAsync(position, Batch, stop);
            foreach (var change in some)
                versions.Changed(change.TenantId, change.Kind);
            position = some.Count > 0 ? some[^1].Position : position;
        }
        while (some.Count == Batch);
        if (!await changes.IsBehindAsync(Numbered, stop))
            versions.Heard();
        return position;
    }
}
