using Megalis.Kernel.Http;
using Megalis.Kernel.Search;
using Megalis.Search.Analysis;
using Megalis.Search.Percolation;
using Megalis.Search.Planning;
using Megalis.Search.Queries;

namespace Megalis.Search.Contracts;

/// <summary>
/// Saved searches, asked the other way round: which of them would find this document? A saved search means exactly what
/// <see cref="SearchIndex.Search"/> would understand on an index that holds this document alone: words, phrases, patterns, typing
/// errors, synonyms, ranges, filters and groups. Facets, order, skip and take of a request are ignored. All members may be called
/// from any thread. Nothing is kept on the disk: whoever saves searches puts them in again after a start.
/// </summary>
/// <remarks>
/// A saved search waits at a key: the rarest thing that a document must have for it, a word, the beginning of a word, a keyword's
/// value. How rare things are is learned from the documents that come by. A search without such a thing (only ranges, « *ture »,
/// « toitrue~ ») is tried on every document.
/// </remarks>
/// <param name="options">Those of the index that the searches were saved on.</param>
public sealed class Percolator(IndexSchema schema, SearchOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Language _language = Language.Of(schema, options);
    private readonly WordMemory _words = new(new FrenchAnalyzer(options.Profile));
    private readonly FeatureRegister _features = new();
    private readonly Dictionary<long, SavedSearch> _saved = [];
    private readonly List<SavedSearch> _keyless = [];
    private int _changes;
    private int _learnAt = 16;

    /// <summary>Saved searches that are in.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _saved.Count;
        }
    }

    /// <summary>Puts a saved search in; one with the same id goes.</summary>
    /// <returns>Null, or why it cannot be saved: a limit of <see cref="SearchLimits"/>; then nothing is changed.</returns>
    /// <exception cref="ArgumentException">A filter is on a field that is not there or of another kind: the caller's mistake.</exception>
    public Refusal? Put(long id, SearchRequest saved)
    {
        lock (_lock)
        {
            try
            {
                var built = new CheckBuilder(_language, _features).Build(id, saved);
                Remove(id);
                _saved[id] = built;
                Key(built);
                _changes++;
                return null;
            }
            catch (LimitException limit)
            {
                return limit.Refusal;
            }
        }
    }

    /// <returns>False when it was not in.</returns>
    public bool Remove(long id)
    {
        lock (_lock)
        {
            if (!_saved.Remove(id, out var saved))
                return false;
            if (saved.Keys.Count == 0)
                _keyless.Remove(saved);
            foreach (var key in saved.Keys)
                key.Keyed.Remove(saved);
            foreach (var feature in saved.Features)
                _features.Release(feature);
            _changes++;
            return true;
        }
    }

    /// <summary>The ids of the saved searches that would find the document, growing.</summary>
    /// <param name="among">Only these are looked at; null for all.</param>
    /// <exception cref="ArgumentException">The document does not fit the schema.</exception>
    public IReadOnlyList<long> Match(IndexDocument document, IReadOnlyCollection<long>? among = null)
    {
        var subject = new Subject(document, schema, _words);
        lock (_lock)
        {
            var trial = Begin(subject);
            if (_features.Documents >= _learnAt || _changes > _saved.Count / 2)
                KeyAll();
            return [.. (among is null ? Waiting() : among.Distinct().Where(_saved.ContainsKey).Select(id => _saved[id]))
                .Where(trial.IsFoundBy).Select(saved => saved.Id).Order()];
        }
    }

    /// <summary>The same by trying every saved search: slow, and the measure of <see cref="Match"/>.</summary>
    public IReadOnlyList<long> MatchByScan(IndexDocument document)
    {
        var subject = new Subject(document, schema, _words);
        lock (_lock)
            return [.. _saved.Values.Where(Begin(subject).IsFoundBy).Select(saved => saved.Id).Order()];
    }

    private Trial Begin(Subject subject)
    {
        _features.Begin(subject, schema);
        return new Trial(subject, _features.Documents, _language.TextFields, _language.Limits.Time, time);
    }

    private IEnumerable<SavedSearch> Waiting()
    {
        foreach (var feature in _features.Present)
            foreach (var saved in feature.Keyed)
                if (saved.Tried != _features.Documents)
                {
                    saved.Tried = _features.Documents;
                    yield return saved;
                }

        foreach (var saved in _keyless)
            yield return saved;
    }

    private void Key(SavedSearch saved)
    {
        var keys = saved.Check.Keys(_features);
        saved.Keys = keys?.Features ?? [];
        foreach (var key in saved.Keys)
            key.Keyed.Add(saved);
        // What nothing satisfies waits nowhere, and is not tried either.
        if (keys is null)
            _keyless.Add(saved);
    }

    /// <summary>What was rare once may be frequent now.</summary>
    private void KeyAll()
    {
        _features.ForgetKeys();
        _keyless.Clear();
        foreach (var saved in _saved.Values)
            Key(saved);
        _changes = 0;
        while (_learnAt <= _features.Documents)
            _learnAt *= 4;
    }
}
