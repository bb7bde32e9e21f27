using Megalis.Search.Indexes;
using Megalis.Search.Postings;
using Megalis.Search.Queries;
using Megalis.Search.Segments;

namespace Megalis.Search.Planning;

/// <summary>Turns conditions into plans over one snapshot: words get their weight, patterns their words.</summary>
internal sealed class Planner(Language language, Snapshot snapshot, Deadline deadline)
{
    private readonly Columns _columns = new(language.Schema, snapshot);

    public Columns Columns => _columns;

    /// <exception cref="LimitException">A pattern stands for too many words.</exception>
    /// <exception cref="TimeoutRefusedException">Here or in a matcher: time is up.</exception>
    public Plan Make(Condition condition) => condition switch
    {
        Condition.Everything everything => new Plan(part => new AllMatcher(snapshot.Parts[part].Segment.Count, everything.Boost)),
        Condition.Nothing => Plan.None,
        Condition.Term word => MakeTerm(word.Forms.Term!, word.Field, word.Boost),
        Condition.Phrase phrase => MakePhrase(phrase),
        Condition.Pattern pattern => MakePattern(pattern),
        Condition.Fuzzy fuzzy => Plan.Or([.. Near(fuzzy).Select(word => MakeTerm(word.Term, fuzzy.Field, fuzzy.Boost * (1 - ((float)word.Edits / fuzzy.Folded.Length))))], best: true),
        Condition.Values values => _columns.Values(values),
        Condition.Fitting fitting => _columns.Fitting(fitting),
        Condition.Between between => _columns.Between(between),
        Condition.Near near => _columns.Near(near),
        Condition.And and => Plan.And([.. and.Parts.Select(Make)]),
        Condition.Or or => Plan.Or([.. or.Parts.Select(Make)], or.Best),
        Condition.Without without => Make(without.Kept).Without(Make(without.Left)),
        Condition.Also also => Make(also.Required).WithAlso(Make(also.Optional)),
        _ => throw new InvalidOperationException(condition.ToString()),
    };

    /// <summary>The terms that a misspelt word stands for, the nearest first.</summary>
    public IReadOnlyList<(string Term, int Edits)> Near(Condition.Fuzzy fuzzy) => Vocabulary.Near(snapshot, fuzzy.Folded, fuzzy.Edits, language.Limits.FuzzyWords, deadline);

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
        return field < 0 ? new TermMatcher(segment, cursor, language.Ranking, weight) : new FieldTermMatcher(segment, cursor, (language.Ranking, weight), field, deadline);
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

    private Plan MakePhrase(Condition.Phrase phrase)
    {
        var found = phrase.Words.Select(word => Find(word.Forms.Term!)).ToList();
        if (found.Exists(term => term.Documents == 0))
            return Plan.None;
        var weight = phrase.Boost * found.Sum(term => Ranking.Idf(term.Documents, snapshot.Count));
        return new Plan(part => found.Exists(term => term.Numbers[part] < 0)
            ? new EmptyMatcher()
            : new PhraseMatcher(snapshot.Parts[part].Segment, [.. found.Select(term => new PostingsCursor(snapshot.Parts[part].Segment, term.Numbers[part]))], phrase, (language.Ranking, weight), deadline));
    }

    private Plan MakePattern(Condition.Pattern pattern)
    {
        var terms = Vocabulary.Matching(snapshot, pattern.Folded, language.Limits.Expansions, deadline);
        return new Plan(part =>
        {
            var segment = snapshot.Parts[part].Segment;
            var bits = Bits.For(segment.Count);
            foreach (var number in terms.Select(term => segment.Terms.Find(term)).Where(number => number >= 0))
                for (var walk = Walk(part, number, pattern.Field, 0); walk.Next() != Matcher.NoMore; deadline.Step())
                    Bits.Set(bits, walk.Document);
            return new BitsMatcher(bits, pattern.Boost);
        });
    }
}
