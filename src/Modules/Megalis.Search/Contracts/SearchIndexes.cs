using Megalis.Search.Feed;

namespace Megalis.Search.Contracts;

/// <summary>Where one index stands on this node.</summary>
/// <param name="Name">That of its schema.</param>
/// <param name="IsReady">It answers: everything was read once, and changes since are followed.</param>
/// <param name="Documents">That somebody can find.</param>
/// <param name="Bytes">Of its segments, in files and in memory.</param>
/// <param name="Position">In the sequenced log: changes up to here are seen; -1 before the first build.</param>
/// <param name="Behind">Changes of the log, of any kind, that are numbered and not yet seen; 0 when up to date.</param>
/// <param name="IsRebuilding">It is being built again; meanwhile the old one answers, if there is one.</param>
/// <param name="Read">Documents that the rebuild under way, or else the last one, has read so far.</param>
/// <param name="Damage">Why its files were set aside when it was opened; null when they were good or not there.</param>
/// <param name="Fault">Why it cannot follow at the moment (the database is down, its source throws); null when it does.</param>
public sealed record IndexState(
    string Name, bool IsReady, long Documents, long Bytes, long Position, long Behind, bool IsRebuilding, long Read, string? Damage, string? Fault);

/// <summary>
/// The indexes of this node, one for each registered source (<c>AddIndexSource</c>), fed in the background. A singleton. Under a verb
/// of the command line that runs alone there are none.
/// </summary>
public sealed class SearchIndexes
{
    private readonly SearchWords _words;
    private volatile IReadOnlyDictionary<string, IndexFollower> _followers = new Dictionary<string, IndexFollower>();

    internal SearchIndexes(SearchWords words) => _words = words;

    /// <summary>
    /// What questions to these indexes are understood with now, the operator's synonyms among it: for who understands questions
    /// without an index (<see cref="Percolator"/>). Another object when the synonyms are others.
    /// </summary>
    public SearchOptions Options => _words.Options;

    /// <summary>
    /// The index of a schema, to be asked at once and not kept: it goes when the server stops. Null while it is not open, or was
    /// never built to the end: the caller answers with its plain list, or 503.
    /// </summary>
    public SearchIndex? Find(string name) => _followers.GetValueOrDefault(name)?.Ready;

    /// <summary>In the order of names.</summary>
    public IReadOnlyList<IndexState> States => [.. _followers.Values.Select(follower => follower.State).OrderBy(state => state.Name, StringComparer.Ordinal)];

    /// <summary>
    /// Builds an index of this node again from the database while the old one answers; done when the new one does. A rebuild that is
    /// under way is joined. <paramref name="stop"/> ends the waiting, not the rebuild.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such index here.</exception>
    public Task RebuildAsync(string name, CancellationToken stop) =>
        _followers.TryGetValue(name, out var follower)
            ? follower.RebuildAsync().WaitAsync(stop)
            : throw new ArgumentException($"There is no index « {name} ».", nameof(name));

    internal void Show(IEnumerable<IndexFollower> followers) => _followers = followers.ToDictionary(follower => follower.Name, StringComparer.Ordinal);
}
