using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Search;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;
using Megalis.Search.Postings;
using Megalis.Search.Queries;

namespace Megalis.Search.Planning;

/// <summary>What questions are understood with, the same for all questions to an index.</summary>
internal sealed record Language(FrenchAnalyzer Analyzer, Synonyms Synonyms, IndexSchema Schema, Ranking Ranking, SearchLimits Limits)
{
    public static Language Of(IndexSchema schema, SearchOptions options)
    {
        var analyzer = new FrenchAnalyzer(options.Profile);
        var synonyms = options.Profile == AnalysisProfile.Lucene ? Synonyms.None : Synonyms.Parse(options.Synonyms ?? WordLists.Synonyms, analyzer);
        return new Language(analyzer, synonyms, schema, new Ranking(schema), options.Limits);
    }

    public IReadOnlyList<IndexField> TextFields { get; } = [.. Schema.Fields.Where(field => field.Kind == IndexFieldKind.Text)];
}

/// <summary>Says in the terms of the index what a question asks for. Looks at no document, so that saved searches mean what searches mean.</summary>
internal sealed class Interpreter(Language language)
{
    /// <summary>A synonym counts a little less than the word itself.</summary>
    private const float SynonymBoost = 0.8f;

    private readonly ColumnConditions _columns = new(language.Schema);

    /// <summary>Words and filters of a request together.</summary>
    /// <exception cref="LimitException">The text is too long or has too many parts.</exception>
    /// <exception cref="ArgumentException">A filter is on a field that is not there or of another kind.</exception>
    public (Condition Condition, Refusal? Notice) Read(SearchRequest request)
    {
        var (words, notice) = Read(request.Text);
        return (Condition.AllOf([words, .. request.Filters.Select(Filter)]), notice);
    }

    /// <exception cref="LimitException">The text is too long or has too many parts.</exception>
    public (Condition Condition, Refusal? Notice) Read(string text)
    {
        var (query, notice) = QueryParser.Parse(text, language.Schema, language.Limits);
        return (Make(query, 1) ?? new Condition.Nothing(), notice);
    }

    private Condition Filter(SearchFilter filter) => filter switch
    {
        SearchFilter.Either either => Condition.AnyOf([.. either.Filters.Select(Filter)]),
        SearchFilter.Matching matching => Read(matching.Text).Condition,
        SearchFilter.Understood understood => Make(understood.Query, 1) ?? new Condition.Nothing(),
        _ => _columns.Filter(filter),
    };

    /// <returns>Null when the query sets no condition: a stop word.</returns>
    private Condition? Make(Query query, float boost) => query switch
    {
        Query.All => new Condition.Everything(boost),
        Query.Nothing => new Condition.Nothing(),
        Query.Boost boosted => Make(boosted.Inner, boost * boosted.Factor),
        Query.Bool all => MakeBool(all.Clauses, boost),
        Query.Range range => _columns.Range(range),
        Query.Between between => _columns.Filter(new SearchFilter.Between(between.Field, between.From, between.To)),
        Query.Words words => ColumnOf(words.Field) is { } column ? ColumnConditions.Equal(column, words.Text) : MakeWords(words.Text, TextOf(words.Field), 0, boost),
        Query.Phrase phrase => ColumnOf(phrase.Field) is { } column ? ColumnConditions.Equal(column, phrase.Text) : MakeWords(phrase.Text, TextOf(phrase.Field), phrase.Slop, boost),
        Query.Wildcard wild => ColumnOf(wild.Field) is { } column ? ColumnConditions.Like(column, wild.Pattern) : new Condition.Pattern(Folded.Of(wild.Pattern), TextOf(wild.Field), boost, new Origin(wild.Pattern)),
        Query.Fuzzy fuzzy => ColumnOf(fuzzy.Field) is { } column ? ColumnConditions.Equal(column, fuzzy.Text) : MakeFuzzy(fuzzy, TextOf(fuzzy.Field), boost),
        _ => throw new InvalidOperationException(query.ToString()),
    };

    private IndexField? ColumnOf(string? field) => field is not null && language.Schema.Find(field) is { Kind: not IndexFieldKind.Text } column ? column : null;

    private int TextOf(string? field) => language.TextFields.Index().FirstOrDefault(pair => pair.Item.Name == field, (-1, null!)).Index;

    private Condition? MakeBool(IReadOnlyList<Clause> clauses, float boost)
    {
        var (must, should, mustNot) = (new List<Condition>(), new List<Condition>(), new List<Condition>());
        for (var at = 0; at < clauses.Count; at++)
        {
            var (made, used) = MakeRun(clauses, at, boost);
            var occur = clauses[at].Occur;
            at += used - 1;
            if (made is not null)
                (occur switch { Occur.Must => must, Occur.Should => should, _ => mustNot }).Add(made);
        }

        if (must.Count + should.Count + mustNot.Count == 0)
            return null;
        var found = must.Count > 0 ? Condition.AllOf(must) : should.Count > 0 ? Condition.AnyOf(should) : new Condition.Everything(1);
        if (must.Count > 0 && should.Count > 0)
            found = new Condition.Also(found, Condition.AnyOf(should));
        return mustNot.Count > 0 ? new Condition.Without(found, Condition.AnyOf(mustNot)) : found;
    }

    /// <summary>One clause, or several required words that together have a synonym (« restaurant scolaire »).</summary>
    private (Condition? Condition, int Used) MakeRun(IReadOnlyList<Clause> clauses, int at, float boost)
    {
        var most = Math.Min(language.Synonyms.LongestEntry, clauses.Count - at);
        for (var used = most; used > 1; used--)
        {
            var run = clauses.Skip(at).Take(used).ToList();
            if (!run.TrueForAll(clause => clause is { Occur: Occur.Must, Query: Query.Words { Field: null } }))
                continue;
            var typed = run.Select(clause => ((Query.Words)clause.Query).Text).ToList();
            if (language.Synonyms.Of(typed.SelectMany(Analyzed).Select(word => word.Forms.Term!)) is not { Count: > 0 } others)
                continue;
            var all = Condition.AllOf(run.Select(clause => Make(clause.Query, boost)).OfType<Condition>());
            return (Condition.AnyOf([all, .. Others(others, string.Join(' ', typed), boost)], best: true), used);
        }

        return (Make(clauses[at].Query, boost), 1);
    }

    private Condition? MakeWords(string text, int field, int slop, float boost)
    {
        var words = Analyzed(text);
        if (words.Count == 0)
            return null;
        if (words.Count > language.Limits.PhraseWords)
            throw new LimitException(new Refusal("Une expression a au plus {0} mots entre guillemets ou liés par des traits d'union.", language.Limits.PhraseWords));
        var exactly = Exactly(words, field, slop, boost, new Origin(text));
        var others = field < 0 ? language.Synonyms.Of(words.Select(word => word.Forms.Term!)) : [];
        return others.Count == 0 ? exactly : Condition.AnyOf([exactly, .. Others(others, text, boost)], best: true);
    }

    private List<PlacedWord> Analyzed(string text) => language.Analyzer.Words(text);

    private IEnumerable<Condition> Others(IReadOnlyList<string> others, string typed, float boost) =>
        from other in others
        let words = Analyzed(other)
        where words.Count > 0
        select Exactly(words, -1, 0, boost * SynonymBoost, new Origin(other, typed));

    private static Condition Exactly(List<PlacedWord> words, int field, int slop, float boost, Origin origin) => words.Count > 1
        ? new Condition.Phrase(words, field, slop, boost, origin)
        : new Condition.Term(words[0].Forms, field, boost, origin);

    private Condition MakeFuzzy(Query.Fuzzy fuzzy, int field, float boost)
    {
        var words = Analyzed(fuzzy.Text);
        if (words.Count != 1)
            return MakeWords(fuzzy.Text, field, 0, boost) ?? new Condition.Nothing();
        var folded = words[0].Forms.Folded;
        var edits = Math.Min(fuzzy.Edits, folded.Length < 3 ? 0 : folded.Length < 5 ? 1 : 2);
        return new Condition.Fuzzy(folded, edits, field, boost, new Origin(fuzzy.Text));
    }
}
