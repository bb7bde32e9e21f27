using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Microsoft.Extensions.Logging;

namespace Megalis.Search.Feed;

/// <summary>One index of this node and its place in the log: opened, built when it must be, kept up to date until the server stops.</summary>
internal sealed class IndexFollower(IndexSchema schema, IReadOnlyCollection<string> kinds, FollowerParts parts, string folder, CancellationToken stop)
{
    private const int Batch = 1000;
    private const int Together = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile SearchIndex? _index;
    private IndexUpkeep? _upkeep;
    private Task? _rebuild;
    private long _cursor = -1;
    private long _end;
    private long _read;
    private bool _isEndKnown;
    private volatile string? _fault;

    public string Name => schema.Name;

    /// <summary>Null while it is not open or not complete.</summary>
    public SearchIndex? Ready => _index is { NeedsRebuild: false } index ? index : null;

    public IndexState State => _index is { } index
        ? new IndexState(Name, !index.NeedsRebuild, index.Count, index.Bytes, index.Position, Math.Max(0, _end - Math.Max(0, index.Position)), IsRebuilding, _read, index.Damage, _fault)
        : new IndexState(Name, false, 0, 0, -1, 0, false, 0, null, _fault);

    private bool IsRebuilding => _rebuild is { IsCompleted: false };

    /// <summary>Follows until the server stops; then what lies in memory goes to files.</summary>
    public async Task RunAsync()
    {
        var pause = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            // Asked for before reading: what is committed while we read wakes us at once.
            var news = parts.Changes.WaitAsync(Poll, stop);
            try
            {
                await StepAsync(_index ?? Open());
                pause = Mended(pause);
                await news;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                pause = Failed(error, pause);
                await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await CloseAsync();
    }

    /// <summary>Builds it again, or joins who does.</summary>
    public Task RebuildAsync()
    {
        lock (_gate)
            return IsRebuilding ? _rebuild! : _rebuild = Task.Run(RebuildNowAsync, CancellationToken.None);
    }

    private SearchIndex Open()
    {
        var index = new SearchIndex(schema, folder, new SearchOptions(), parts.Time);
        if (index.Damage is { } damage)
            parts.Log.LogError("Files of the index {Index} cannot be believed and were set aside; it is built again. {Damage}", Name, damage);
        _upkeep = new IndexUpkeep(index, parts.Log);
        _cursor = index.Position;
        return _index = index;
    }

    private async Task StepAsync(SearchIndex index)
    {
        if (_rebuild is { IsFaulted: true } failed)
        {
            // Said as any other fault; one that is needed is tried again after the pause.
            _rebuild = null;
            await failed;
        }

        if (index.NeedsRebuild && !IsRebuilding)
            _ = RebuildAsync();

        while (_cursor >= 0 && await ReadOnAsync(index))
        {
        }

        if (!IsRebuilding)
            _upkeep!.Look();
    }

    /// <summary>Takes in the next changes of the log; true when there may be more.</summary>
    private async Task<bool> ReadOnAsync(SearchIndex index)
    {
        await using var session = SourceSession.Open(parts.Root, Name);
        var some = await session.Log.ReadAsync(_cursor, Batch, stop);
        if (some.Count == 0)
        {
            await CheckEndAsync(session);
            return false;
        }

        _end = some.Count < Batch ? some[^1].Position : await session.Log.LastPositionAsync(stop);
        List<Change> ours = [.. some.Where(change => kinds.Contains(change.Kind))];
        await ApplyAsync(index, session, ours);
        parts.Changes.TakenIn(ours);
        index.Apply([], [], some[^1].Position);
        _cursor = some[^1].Position;
        _upkeep!.Note(1);
        return some.Count == Batch;
    }

    /// <summary>Once: files that know more than the log were made before a backup was put back, and are of no use.</summary>
    private async Task CheckEndAsync(SourceSession session)
    {
        _end = _cursor;
        if (_isEndKnown)
            return;
        _isEndKnown = true;
        var last = await session.Log.LastPositionAsync(stop);
        if (last >= _cursor)
            return;
        parts.Log.LogWarning("The index {Index} is ahead of the log ({Position}, the log ends at {Last}): the database is an older one. It is built again.", Name, _cursor, last);
        _cursor = _end = last;
        _ = RebuildAsync();
    }

    /// <summary>The rows of these changes as they are now; the place in the log moves when all of them are in.</summary>
    private async Task ApplyAsync(SearchIndex index, SourceSession session, List<Change> changes)
    {
        if (changes.Count == 0)
            return;
        foreach (var keys in (await session.Source.KeysOfAsync(changes, stop)).Chunk(Together))
        {
            var documents = await session.Source.ReadAsync(keys, stop);
            index.Apply(documents, keys.Except(documents.Select(document => document.Key), StringComparer.Ordinal).ToList(), index.Position);
            _upkeep!.Note(keys.Length);
        }
    }

    private async Task RebuildNowAsync()
    {
        var index = _index ?? throw new InvalidOperationException($"The index {Name} is not open yet.");
        long position;
        await using (var session = SourceSession.Open(parts.Root, Name))
            position = await session.Log.LastPositionAsync(stop);
        Interlocked.CompareExchange(ref _cursor, position, -1);
        _read = 0;
        await index.RebuildAsync(SourceSession.ReadAllAsync(parts.Root, Name, () => _read++, stop), position, stop);
        parts.Log.LogInformation("The index {Index} was built: {Count} documents.", Name, index.Count);
    }

    private TimeSpan Mended(TimeSpan pause)
    {
        // While it is built, nothing shows yet that its source is well.
        if (Ready is null)
            return pause;
        if (_fault is not null)
            parts.Log.LogInformation("The index {Index} follows again.", Name);
        _fault = null;
        return TimeSpan.Zero;
    }

    /// <summary>Said once for each reason; tried again after a pause that grows.</summary>
    private TimeSpan Failed(Exception error, TimeSpan pause)
    {
        if (_fault != error.Message)
            parts.Log.LogError(error, "The index {Index} cannot follow the log of changes; trying again. What is found until then is older.", Name);
        _fault = error.Message;
        var next = pause == TimeSpan.Zero ? Poll : pause * 2;
        return next < LongestPause ? next : LongestPause;
    }

    private async Task CloseAsync()
    {
        if (_index is not { } index)
            return;
        _index = null;
        if (_rebuild is { } rebuild)
            await rebuild.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _upkeep!.FinishAsync();
        index.Dispose();
    }
}
