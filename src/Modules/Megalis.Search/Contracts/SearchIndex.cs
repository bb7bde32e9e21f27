using Megalis.Kernel.Search;
using Megalis.Search.Answers;
using Megalis.Search.Indexes;
using Megalis.Search.Planning;
using Megalis.Search.Queries;
using Megalis.Search.Words;

namespace Megalis.Search.Contracts;

/// <summary>How an index behaves.</summary>
public sealed record SearchOptions
{
    public AnalysisProfile Profile { get; init; } = AnalysisProfile.Product;

    /// <summary>Lines of synonyms (docs/reference/search.md); null takes those of the product. Ignored by the profile of the reference.</summary>
    public string? Synonyms { get; init; }

    public SearchLimits Limits { get; init; } = new();
}

/// <summary>
/// One index in one folder of this node: a cache of the database that answers questions. All members may be called from any thread;
/// a question sees the index of one moment. One process opens a folder at a time.
/// </summary>
public sealed class SearchIndex : IDisposable
{
    private readonly IndexStore _store;
    private readonly TimeProvider _time;
    private volatile Language _language;

    /// <summary>Opens the folder, or begins an empty index in it. Files that cannot be believed are set aside (<see cref="Damage"/>).</summary>
    /// <param name="folder">Below <c>Megalis:CachePath</c>; created when missing.</param>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public SearchIndex(IndexSchema schema, string folder, SearchOptions options, TimeProvider time)
    {
        _language = Language.Of(schema, options);
        _store = new IndexStore(_language, folder);
        _time = time;
    }

    public IndexSchema Schema => _language.Schema;

    /// <summary>The place in the sequenced log up to which changes are seen; -1 before the first rebuild. After a start, the place up to which files go.</summary>
    public long Position => _store.Position;

    /// <summary>Nothing was there, or nothing that could be believed: what is found is not all until <see cref="RebuildAsync(IIndexSource, long, CancellationToken)"/>.</summary>
    public bool NeedsRebuild => _store.NeedsRebuild;

    /// <summary>Why files were set aside at the opening, for the log of the operator; null when all was well.</summary>
    public string? Damage => _store.Damage;

    /// <summary>Documents that can be found by someone.</summary>
    public long Count => Reading(snapshot => snapshot.Live);

    /// <summary>Bytes of all segments.</summary>
    public long Bytes => Reading(snapshot => snapshot.Parts.Sum(part => part.Segment.Bytes));

    /// <summary>Answers a question. Never throws for what a person typed.</summary>
    /// <exception cref="ArgumentException">A filter, facet, order or loaded field is not of the schema: the caller's mistake.</exception>
    public SearchAnswer Search(SearchRequest request) => Reading(snapshot => new Searcher(_language, snapshot, request, _time).Run());

    /// <summary>Why the question finds the document: « pourquoi ce résultat ».</summary>
    /// <param name="request">As it was asked; order, window and facets do not matter.</param>
    /// <returns>Null when it is not found: not there, not the reader's, no answer to the question, or a question that is refused.</returns>
    /// <exception cref="ArgumentException">As of <see cref="Search"/>.</exception>
    public SearchExplanation? Explain(SearchRequest request, string key) => Reading(snapshot => new Explainer(_language, snapshot, request, new Deadline(_time, _language.Limits.Time)).Run(key));

    /// <summary>Ends of the word being typed, the most frequent first, as texts write them.</summary>
    public IReadOnlyList<string> Complete(string beginning, IReadOnlyCollection<string> groups, int most = 10) =>
        beginning.Length > _language.Limits.Length ? [] : Reading(snapshot => new Suggester(_language, snapshot, groups).Complete(beginning, most));

    /// <summary>The text with each unknown word replaced by the nearest known one; null when there is nothing to mend.</summary>
    public string? DidYouMean(string text, IReadOnlyCollection<string> groups) =>
        text.Length > _language.Limits.Length ? null : Reading(snapshot => new Suggester(_language, snapshot, groups).DidYouMean(text));

    /// <summary>The text in runs, those that answer the query marked; together they are the text.</summary>
    public IReadOnlyList<TextRun> Highlight(string query, string text) => Highlighter(query).Mark(text);

    /// <summary>Marks many texts with one query, which is understood once.</summary>
    public SearchMarker Marker(string query) => new(Highlighter(query));

    /// <summary>The piece of the text, about so many characters, that shows most of the query.</summary>
    public IReadOnlyList<TextRun> Snippet(string query, string text, int length = 240) => Highlighter(query).Snippet(text, length);

    /// <summary>
    /// Takes changes in, all at once for every reader. They are in memory until <see cref="Maintain"/>; after a crash the log is read
    /// again from <see cref="Position"/>.
    /// </summary>
    /// <param name="changed">New or changed rows; one with a known key takes its place.</param>
    /// <param name="gone">Keys of rows that are no more, or no longer public.</param>
    /// <param name="position">The place in the log up to which this goes.</param>
    /// <exception cref="ArgumentException">A document does not fit the schema; nothing was changed.</exception>
    public void Apply(IReadOnlyList<IndexDocument> changed, IReadOnlyCollection<string> gone, long position) => _store.Apply(changed, gone, position);

    /// <summary>From the next question on, these are the synonyms: they belong to questions, so nothing is indexed again.</summary>
    /// <param name="lines">As <see cref="SearchOptions.Synonyms"/>; null takes those of the product.</param>
    public void UseSynonyms(string? lines) =>
        _language = Language.Of(Schema, new SearchOptions { Profile = _language.Analyzer.Profile, Limits = _language.Limits, Synonyms = lines });

    /// <summary>Writes to files what lies in memory and joins small files; to be called now and then by whoever feeds the index.</summary>
    /// <exception cref="IOException">No room: nothing is lost, what was there stays, the next call tries again.</exception>
    public void Maintain() => _store.Maintain();

    /// <summary>Builds the index again from its source while the old one answers.</summary>
    /// <param name="position">The place in the log before the source is read: what comes later is applied again by the feed.</param>
    public Task RebuildAsync(IIndexSource source, long position, CancellationToken stop) => RebuildAsync(source.ReadAllAsync(stop), position, stop);

    /// <summary>The same from any sequence of documents, each key once.</summary>
    public Task RebuildAsync(IAsyncEnumerable<IndexDocument> documents, long position, CancellationToken stop) => _store.RebuildAsync(documents, position, stop);

    public void Dispose() => _store.Dispose();

    private Highlighter Highlighter(string query) => Reading(snapshot =>
    {
        try
        {
            var planner = new Planner(_language, snapshot, new Deadline(_time, _language.Limits.Time));
            var condition = new Interpreter(_language).Read(query).Condition;
            return new Highlighter(_language.Analyzer, Highlights.Of(condition, fuzzy => planner.Near(fuzzy).Select(word => word.Term)));
        }
        catch (Exception refused) when (refused is LimitException or TimeoutRefusedException)
        {
            // Nothing is marked of what could not be searched.
            return new Highlighter(_language.Analyzer, new Highlights());
        }
    });

    private T Reading<T>(Func<Snapshot, T> read)
    {
        var snapshot = _store.Hold();
        try
        {
            return read(snapshot);
        }
        finally
        {
            snapshot.Release();
        }
    }
}
