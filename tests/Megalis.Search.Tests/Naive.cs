using System.Globalization;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Search;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;
using Megalis.Search.Postings;
using Megalis.Search.Queries;
using Megalis.Search.Words;

namespace Megalis.Search.Tests;

/// <summary>The same questions answered by looking at every document: slow, and simple enough to be believed.</summary>
internal sealed class Naive(AnalysisProfile profile)
{
    private sealed record Word(string Term, string Folded, int Field, int Position);

    private readonly FrenchAnalyzer _analyzer = new(profile);
    private readonly Dictionary<string, (IndexDocument Document, List<Word> Words)> _documents = new(StringComparer.Ordinal);
    private readonly HashSet<(string Folded, string Term)> _everSeen = [];
    private readonly IndexField[] _texts = [.. Corpus.Schema.Fields.Where(field => field.Kind == IndexFieldKind.Text)];

    public IEnumerable<IndexDocument> Documents => _documents.Values.Select(pair => pair.Document);

    public void Add(IndexDocument document)
    {
        var words = new List<Word>();
        for (var field = 0; field < _texts.Length; field++)
            if (document.Strings.TryGetValue(_texts[field].Name, out var values))
                words.AddRange(_analyzer.Words(values[0]).Select(word => new Word(word.Forms.Term!, word.Forms.Folded, field, word.Position)));
        _documents[document.Key] = (document, words);
        _everSeen.UnionWith(words.Select(word => (word.Folded, word.Term)));
    }

    public void Remove(string key) => _documents.Remove(key);

    public string[] Find(string text, string group, Func<IndexDocument, bool>? filter = null)
    {
        var query = QueryParser.Parse(text, Corpus.Schema, new SearchLimits()).Query;
        return [.. _documents.Values.Where(pair => pair.Document.Groups.Contains(group) && (filter?.Invoke(pair.Document) ?? true) && Score(query, pair.Words, pair.Document, 1) is not (null or float.NaN))
            .Select(pair => pair.Document.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>The score of a document that is found; null when it is not.</summary>
    public float? Score(string text, string key) =>
        Score(QueryParser.Parse(text, Corpus.Schema, new SearchLimits()).Query, _documents[key].Words, _documents[key].Document, 1);

    private float? Score(Query query, List<Word> words, IndexDocument document, float boost) => query switch
    {
        Query.All => boost,
        Query.Nothing => null,
        Query.Boost boosted => Score(boosted.Inner, words, document, boost * boosted.Factor),
        Query.Words { Field: "departement" } keyword => document.Strings.TryGetValue("departement", out var values) && values.Contains(keyword.Text) ? 0 : null,
        Query.Words simple => Phrase(simple.Text, simple.Field, 0, words, boost),
        Query.Phrase phrase => Phrase(phrase.Text, phrase.Field, phrase.Slop, words, boost),
        Query.Wildcard wild => Any(_everSeen.Where(seen => Wildcards.Matches(Folded.Of(wild.Pattern), seen.Folded)).Select(seen => seen.Term), wild.Field, words) ? boost : null,
        Query.Fuzzy fuzzy => Fuzzy(fuzzy, words) ? boost : null,
        Query.Range range => document.Numbers.TryGetValue(range.Field!, out var number) && IsWithin(number, range) ? 0 : null,
        Query.Bool all => Bool(all.Clauses, words, document, boost),
        _ => throw new InvalidOperationException(),
    };

    private static bool IsWithin(long number, Query.Range range) =>
        (range.From is null || (range.IncludesFrom ? number >= long.Parse(range.From, CultureInfo.InvariantCulture) : number > long.Parse(range.From, CultureInfo.InvariantCulture)))
        && (range.To is null || (range.IncludesTo ? number <= long.Parse(range.To, CultureInfo.InvariantCulture) : number < long.Parse(range.To, CultureInfo.InvariantCulture)));

    private bool Any(IEnumerable<string> terms, string? field, List<Word> words)
    {
        var wanted = terms.ToHashSet(StringComparer.Ordinal);
        return words.Exists(word => wanted.Contains(word.Term) && (field is null || _texts[word.Field].Name == field));
    }

    private bool Fuzzy(Query.Fuzzy fuzzy, List<Word> words)
    {
        var folded = _analyzer.Words(fuzzy.Text) is [var only] ? only.Forms.Folded : "";
        var edits = Math.Min(fuzzy.Edits, folded.Length < 3 ? 0 : folded.Length < 5 ? 1 : 2);
        return Any(_everSeen.Where(seen => Distance(folded, seen.Folded) <= edits).Select(seen => seen.Term), fuzzy.Field, words);
    }

    /// <summary>By its definition, without any table.</summary>
    public static int Distance(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
            return a.Length + b.Length;
        if (a[0] == b[0])
            return Distance(a[1..], b[1..]);
        if (Math.Abs(a.Length - b.Length) > 3)
            return 9;
        return Bounded(a, b, 3);
    }

    private static int Bounded(string a, string b, int left)
    {
        while (a.Length > 0 && b.Length > 0 && a[0] == b[0])
            (a, b) = (a[1..], b[1..]);
        if (a.Length == 0 || b.Length == 0)
            return a.Length + b.Length;
        if (left == 0)
            return 9;
        var best = 1 + Math.Min(Math.Min(Bounded(a[1..], b, left - 1), Bounded(a, b[1..], left - 1)), Bounded(a[1..], b[1..], left - 1));
        return a.Length > 1 && b.Length > 1 && a[0] == b[1] && a[1] == b[0] ? Math.Min(best, 1 + Bounded(a[2..], b[2..], left - 1)) : best;
    }

    private float? Phrase(string text, string? field, int slop, List<Word> words, float boost)
    {
        var phrase = _analyzer.Words(text);
        if (phrase.Count == 0)
            return float.NaN;
        var count = 0;
        for (var f = 0; f < _texts.Length; f++)
            if (field is null || _texts[f].Name == field)
                count += _texts[f].Weight * Occurrences(phrase, slop, words.Where(word => word.Field == f).ToLookup(word => word.Term, word => word.Position));
        var idf = phrase.Sum(word => Idf(word.Forms.Term!));
        return count == 0 ? null : boost * idf * new Ranking(Corpus.Schema).Weight(count, Ranking.CodeOf(words.Sum(word => _texts[word.Field].Weight)));
    }

    private float Idf(string term) => Ranking.Idf(_documents.Values.Count(pair => pair.Words.Exists(word => word.Term == term)), _documents.Count);

    /// <summary>With slop, whether there is one is all that is asked.</summary>
    private static int Occurrences(List<PlacedWord> phrase, int slop, ILookup<string, int> positions)
    {
        if (slop == 0)
            return positions[phrase[0].Forms.Term!].Count(start => phrase.TrueForAll(word => positions[word.Forms.Term!].Contains(start + word.Position - phrase[0].Position)));
        return Choose(phrase, 0, [], positions).Any(chosen => chosen.Distinct().Count() == chosen.Length
            && chosen.Zip(phrase, (position, word) => position - word.Position).ToArray() is var places && places.Max() - places.Min() <= slop) ? 1 : 0;
    }

    private static IEnumerable<int[]> Choose(List<PlacedWord> phrase, int at, int[] chosen, ILookup<string, int> positions) =>
        at == phrase.Count ? [chosen] : positions[phrase[at].Forms.Term!].SelectMany(position => Choose(phrase, at + 1, [.. chosen, position], positions));

    private float? Bool(IReadOnlyList<Clause> clauses, List<Word> words, IndexDocument document, float boost)
    {
        var scored = clauses.Select(clause => (clause.Occur, Score: Score(clause.Query, words, document, boost))).Where(pair => pair.Score is not float.NaN).ToList();
        if (scored.Count == 0)
            return float.NaN;
        if (scored.Exists(pair => pair.Occur == Occur.MustNot && pair.Score is not null) || scored.Exists(pair => pair.Occur == Occur.Must && pair.Score is null))
            return null;
        var hasMust = scored.Exists(pair => pair.Occur == Occur.Must);
        var should = scored.Where(pair => pair.Occur == Occur.Should).ToList();
        if (!hasMust && should.Count > 0 && should.TrueForAll(pair => pair.Score is null))
            return null;
        return !hasMust && should.Count == 0 ? 1 : scored.Where(pair => pair.Occur != Occur.MustNot).Sum(pair => pair.Score ?? 0);
    }
}
