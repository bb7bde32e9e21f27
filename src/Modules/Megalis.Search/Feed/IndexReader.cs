using Megalis.Kernel.Queue;
using Megalis.Search.Contracts;

namespace Megalis.Search.Feed;

/// <summary>What one reading of the log came to.</summary>
/// <param name="Changes">All that were read; fewer than <see cref="IndexReader.Batch"/>: the end is reached.</param>
/// <param name="Rows">How many rows were asked for.</param>
/// <param name="Position">The place in the log from now on.</param>
/// <param name="End">The end of the log as far as is known.</param>
internal sealed record LogStep(IReadOnlyList<Change> Changes, int Rows, long Position, long End);

/// <summary>Takes one index along the log, and builds it from its source. Has no state of its own.</summary>
internal sealed class IndexReader(IServiceProvider root, string name, IReadOnlyCollection<string> kinds)
{
    public const int Batch = 1000;
    private const int Together = 500;

    /// <summary>Applies the next changes after <paramref name="cursor"/>; the place in the log moves when all of them are in.</summary>
    public async Task<LogStep> ReadOnAsync(SearchIndex index, long cursor, CancellationToken stop)
    {
        await using var session = SourceSession.Open(root, name);
        var some = await session.Log.ReadAsync(cursor, Batch, stop);
        if (some.Count == 0)
            return new LogStep(some, 0, cursor, cursor);
        List<Change> ours = [.. some.Where(change => kinds.Contains(change.Kind))];
        var rows = ours.Count > 0 ? await ApplyAsync(index, session, ours, stop) : 0;
        var position = some[^1].Position;
        index.Apply([], [], position);
        return new LogStep(some, rows, position, some.Count < Batch ? position : await session.Log.LastPositionAsync(stop));
    }

    public async Task<long> EndOfLogAsync(CancellationToken stop)
    {
        await using var session = SourceSession.Open(root, name);
        return await session.Log.LastPositionAsync(stop);
    }

    /// <summary>Builds it again as of this place in the log.</summary>
    /// <param name="read">Called for each document.</param>
    public Task RebuildAsync(SearchIndex index, long position, Action read, CancellationToken stop) =>
        index.RebuildAsync(SourceSession.ReadAllAsync(root, name, read, stop), position, stop);

    private static async Task<int> ApplyAsync(SearchIndex index, SourceSession session, List<Change> changes, CancellationToken stop)
    {
        var all = await session.Source.KeysOfAsync(changes, stop);
        foreach (var keys in all.Chunk(Together))
        {
            var documents = await session.Source.ReadAsync(keys, stop);
            index.Apply(documents, keys.Except(documents.Select(document => document.Key), StringComparer.Ordinal).ToList(), index.Position);
        }

        return all.Count;
    }
}
