using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Search.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Megalis.Search.Feed;

/// <summary>
/// Keeps this node's indexes: opens one for each source once the host is up, builds what is missing, and follows the sequenced log,
/// each index at its own pace. A server alone does this; a verb of the command line has no background services.
/// </summary>
internal sealed class IndexFeed(
    FollowerParts parts, SearchIndexes indexes, IndexFolder folder, HostReady ready, ILogger<IndexFeed> log) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        var shapes = await SourceSession.ShapesAsync(parts.Root);
        if (shapes.Count == 0)
            return;
        using var held = await TakeFolderAsync(stoppingToken);
        var followers = shapes
            .Select(shape => new IndexFollower(shape.Schema, shape.Kinds, parts, folder.Of(shape.Schema.Name), stoppingToken)).ToList();
        indexes.Show(followers);
        await Task.WhenAll(followers.Select(follower => Task.Run(follower.RunAsync, CancellationToken.None)));
    }

    /// <summary>Waits for a verb that works on the files, or says that two servers were given one folder.</summary>
    private async Task<IDisposable> TakeFolderAsync(CancellationToken stop)
    {
        var failed = false;
        while (true)
        {
            try
            {
                if (folder.TryTake() is { } held)
                    return held;
                if (!failed)
                    log.LogWarning("The folder of indexes {Folder} belongs to another process; there is no search until it is free. Each node needs a Megalis:CachePath of its own.", folder.Root);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (!failed)
                    log.LogError(error, "The folder of indexes {Folder} cannot be used; there is no search until it can.", folder.Root);
            }

            failed = true;
            await Task.Delay(Retry, stop);
        }
    }
}

/// <summary>What every follower of this node shares.</summary>
internal sealed class FollowerParts(IServiceProvider root, ChangeFeed changes, SearchWords words, TimeProvider time, ILogger<IndexFollower> log)
{
    public IServiceProvider Root => root;

    public ChangeFeed Changes => changes;

    public SearchWords Words => words;

    public TimeProvider Time => time;

    public ILogger Log => log;
}
