using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Search;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;
using Megalis.Search.Indexes;
using Megalis.Search.Postings;
using Megalis.Search.Queries;
using Megalis.Search.Segments;
namespace Megalis.Search.Planning;

/// <summary>What plans are made with, the same for all questions to an index.</summary>
internal sealed record Language(FrenchAnalyzer Analyzer, Synonyms Synonyms, IndexSchema Schema, Ranking Ranking, SearchLimits Limits);

/// <summary>Turns a query into conditions over one snapshot: words get their weight, patterns their words.</summary>
internal sealed class Planner(Language language, Snapshot snapshot)
{
    /// <summary>A synonym counts a little less than the word itself.</summary>
    private const float SynonymBoost = 0.8f;

    private readonly Columns _columns = new(language.Schema, snapshot);

    /// <summary>What the plans made so far look for in texts.</summary>
    public Highlights Highlights { get; } = new();

    public Columns Columns => _columns;

    /// <returns>Null when the query sets no condition: a stop word.</returns>
    /// <exception cref="LimitException">A pattern stands for too many words.</exception>
    public Plan? Make(Query query, float boost = 1) => query switch
    {
        Query.All => new Plan(part => new AllMatcher(snapshot.Parts[part].Segment.Count, boost)),
        Query.Nothing => Plan.None,
        Query.Boost boosted => Make(boosted.Inner, boost * boosted.Factor),
        Query.Bool all => MakeBool(all.Clauses, boost),
        Query.Range range => _columns.Range(range),
        Query.Words words => ColumnOf(words.Field) is { } column ? _columns.Equal(column, words.Text) : MakeWords(words.Text, TextOf(words.Field), 0, boost),
        Query.Phrase phrase => ColumnOf(phrase.Field) is { } column ? _columns.Equal(column, phrase.Text) : MakeWords(phrase.Text, TextOf(phrase.Field), phrase.Slop, boost),
        Query.Wildcard wild => ColumnOf(wild.Field) is { } column ? _columns.Like(column, wild.Pattern) : MakeWildcard(Folded.Of(wild.Pattern), TextOf(wild.Field), boost),
        Query.Fuzzy fuzzy => ColumnOf(fuzzy.Field) is { } column ? _columns.Equal(column, fuzzy.Text) : MakeFuzzy(fuzzy, TextOf(fuzzy.Field), boost),
        _ => throw new InvalidOperationException(query.ToString()),
    };

    private IndexField? ColumnOf(string? field) => field is not null && language.Schema.Find(field) is { Kind: not IndexFieldKind.Text } column ? column : null;

    /// <summary>The place of the field among those of text; -1 for all of them together.</summary>
    private int TextOf(string? field) => field is null ? -1 : language.Schema.Fields.Where(f => f.Kind == IndexFieldKind.Text).ToList().FindIndex(f => f.Name == field);

    private Plan? MakeBool(IReadOnlyList<Clause> clauses, float boost)
    {
        var (must, should, mustNot) = (new List<Plan>(), new List<Plan>(), new List<Plan>());
        for (var at = 0; at < clauses.Count; at++)
        {
            var (plan, used) = MakeRun(clauses, at, boost);
            var occur = clauses[at].Occur;
            at += used - 1;
            if (plan is not null)
                (occur switch { Occur.Must => must, Occur.Should => should, _ => mustNot }).Add(plan);
        }

        if (must.Count + should.Count + mustNot.Count == 0)
            return null;
        var found = must.Count > 0 ? Plan.And(must) : should.Count > 0 ? Plan.Or(should) : Make(new Query.All())!;
        if (must.Count > 0 && should.Count > 0)
            found = found.WithAlso(Plan.Or(should));
        return mustNot.Count > 0 ? found.Without(Plan.Or(mustNot)) : found;
    }

    /// <summary>One clause, or several required words that together have a synonym (« restaurant scolaire »).</summary>
    private (Plan? Plan, int Used) MakeRun(IReadOnlyList<Clause> clauses, int at, float boost)
    {
        var most = Math.Min(language.Synonyms.LongestEntry, clauses.Count - at);
        for (var used = most; used > 1; used--)
        {
            var run = clauses.Skip(at).Take(used).ToList();
            if (!run.TrueForAll(clause => clause is { Occur: Occur.Must, Query: Query.Words { Field: null } }))
                continue;
            var terms = run.SelectMany(clause => Analyzed(((Query.Words)clause.Query).Text)).Select(word => word.Forms.Term!);
            if (language.Synonyms.Of(terms) is { Count: > 0 } others)
                return (Plan.Or([Plan.And([.. run.Select(clause => Make(clause.Query, boost)).OfType<Plan>()]), .. Others(others, boost)], best: true), used);
        }

        // What must not be there is not to be marked either.
        var maker = clauses[at].Occur == Occur.MustNot ? new Planner(language, snapshot) : this;
        return (maker.Make(clauses[at].Query, boost), 1);
    }

    private Plan? MakeWords(string text, int field, int slop, float boost)
    {
        var words = Analyzed(text);
        if (words.Count == 0)
            return null;
        var plan = Exactly(words, field, slop, boost);
        var others = field < 0 ? language.Synonyms.Of(words.Select(word => word.Forms.Term!)) : [];
        return others.Count == 0 ? plan : Plan.Or([plan, .. Others(others, boost)], best: true);
    }

    private List<PlacedWord> Analyzed(string text) => language.Analyzer.Words(text);

    private IEnumerable<Plan> Others(IReadOnlyList<string> others, float boost) =>
        others.Select(Analyzed).Where(words => words.Count > 0).Select(words => Exactly(words, -1, 0, boost * SynonymBoost));

    private Plan Exactly(List<PlacedWord> words, int field, int slop, float boost)
    {
        if (words.Count > 1)
            return MakePhrase(words, field, slop, boost);
        Highlights.Terms.Add(words[0].Forms.Term!);
        return MakeTerm(words[0].Forms.Term!, field, boost);
    }

    private Plan MakeTerm(string term, int field, float boost)
    {
        var (numbers, documents) = Find(term);
        if (documents == 0)
            return Plan.None;
        var weight = boost * Ranking.Idf(documents, snapshot.Count);
        return new Plan(part => numbers[part] < 0 ? new EmptyMatcher() : Walk(part, numbers[part], field, weight), field < 0 ? documents : -1);
    }

    private Matcher Walk(int part, int number, int field, float weight)
    {
        var segment = snapshot.Parts[part].Segment;
        var cursor = new PostingsCursor(segment, number);
        return field < 0 ? new TermMatcher(segment, cursor, language.Ranking, weight) : new FieldTermMatcher(segment, cursor, language.Ranking, weight, field);
    }

    private (int[] Numbers, long Documents) Find(string term)
    {
        var (numbers, documents) = (new int[snapshot.Parts.Count], 0L);
        for (var part = 0; part < numbers.Length; part++)
        {
            var segment = snapshot.Parts[part].Segment;
            numbers[part] = segment.Terms.Find(term);
            documents += numbers[part] < 0 ? 0 : segment.Section<TermInfo>((int)SectionId.TermInfo)[numbers[part]].Documents;
        }

        return (numbers, documents);
    }

    private Plan MakePhrase(List<PlacedWord> words, int field, int slop, float boost)
    {
        Highlights.Phrases.Add((words, slop));
        var found = words.Select(word => Find(word.Forms.Term!)).ToList();
        if (found.Exists(term => term.Documents == 0))
            return Plan.None;
        var offsets = words.Select(word => word.Position - words[0].Position).ToArray();
        var weight = boost * found.Sum(term => Ranking.Idf(term.Documents, snapshot.Count));
        return new Plan(part => found.Exists(term => term.Numbers[part] < 0)
            ? new EmptyMatcher()
            : new PhraseMatcher(snapshot.Parts[part].Segment, [.. found.Select(term => new PostingsCursor(snapshot.Parts[part].Segment, term.Numbers[part]))], offsets, slop, field, (language.Ranking, weight)));
    }

    private Plan MakeWildcard(string pattern, int field, float boost)
    {
        Highlights.Patterns.Add(pattern);
        var terms = Vocabulary.Matching(snapshot, pattern, language.Limits.Expansions);
        return new Plan(part =>
        {
            var segment = snapshot.Parts[part].Segment;
            var bits = Bits.For(segment.Count);
            foreach (var number in terms.Select(term => segment.Terms.Find(term)).Where(number => number >= 0))
                for (var walk = Walk(part, number, field, 0); walk.Next() != Matcher.NoMore;)
                    Bits.Set(bits, walk.Document);
            return new BitsMatcher(bits, boost);
        });
    }

    private Plan MakeFuzzy(Query.Fuzzy fuzzy, int field, float boost)
    {
        var words = Analyzed(fuzzy.Text);
        if (words.Count != 1)
            return MakeWords(fuzzy.Text, field, 0, boost) ?? Plan.None;
        var folded = words[0].Forms.Folded;
        var edits = Math.Min(fuzzy.Edits, folded.Length < 3 ? 0 : folded.Length < 5 ? 1 : 2);
        var near = Vocabulary.Near(snapshot, folded, edits, language.Limits.FuzzyWords);
        foreach (var (term, _) in near)
            Highlights.Terms.Add(term);
        return Plan.Or([.. near.Select(word => MakeTerm(word.Term, field, boost * (1 - ((float)word.Edits / folded.Length))))], best: true);
    }
}
