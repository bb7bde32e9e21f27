using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Microsoft.Extensions.Logging;

namespace Megalis.Search.Feed;

/// <summary>One index of this node and its place in the log: opened, built when it must be, kept up to date until the server stops.</summary>
internal sealed class IndexFollower(IndexSchema schema, IReadOnlyCollection<string> kinds, FollowerParts parts, string folder, CancellationToken stop)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly IndexReader _reader = new(parts.Root, schema.Name, kinds);
    private volatile SearchIndex? _index;
    private SearchOptions _options = new();
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
        _options = parts.Words.Options;
        var index = new SearchIndex(schema, folder, _options, parts.Time);
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

        if (parts.Words.Options is var options && options != _options)
            index.UseSynonyms((_options = options).Synonyms);
        while (_cursor >= 0 && await ReadOnAsync(index))
        {
        }

        if (!IsRebuilding)
            _upkeep!.Look();
    }

    /// <summary>Takes in the next changes of the log; true when there may be more.</summary>
    private async Task<bool> ReadOnAsync(SearchIndex index)
    {
        var step = await _reader.ReadOnAsync(index, _cursor, stop);
        (_cursor, _end) = (step.Position, step.End);
        if (step.Changes.Count == 0)
        {
            await CheckEndAsync();
            return false;
        }

        _upkeep!.Note(step.Rows + 1);
        if (step.Changes.Any(change => change.Kind == SearchChanges.Rebuild && change.Key == Name))
            _ = RebuildAsync();
        return step.Changes.Count == IndexReader.Batch;
    }

    /// <summary>Once: files that know more than the log were made before a backup was put back, and are of no use.</summary>
    private async Task CheckEndAsync()
    {
        if (_isEndKnown)
            return;
        _isEndKnown = true;
        var last = await _reader.EndOfLogAsync(stop);
        if (last >= _cursor)
            return;
        parts.Log.LogWarning("The index {Index} is ahead of the log ({Position}, the log ends at {Last}): the database is an older one. It is built again.", Name, _cursor, last);
        _cursor = _end = last;
        _ = RebuildAsync();
    }

    private async Task RebuildNowAsync()
    {
        var index = _index ?? throw new InvalidOperationException($"The index {Name} is not open yet.");
        var position = await _reader.EndOfLogAsync(stop);
        Interlocked.CompareExchange(ref _cursor, position, -1);
        _read = 0;
        await _reader.RebuildAsync(index, position, () => _read++, stop);
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
