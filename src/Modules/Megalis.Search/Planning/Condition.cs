using Megalis.Kernel.Search;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;

namespace Megalis.Search.Planning;

/// <summary>Where a condition on words comes from.</summary>
/// <param name="Typed">As the person wrote it; for a synonym, as the list of synonyms writes it.</param>
/// <param name="SynonymOf">What was typed in its place; null for a word of the query itself.</param>
internal sealed record Origin(string Typed, string? SynonymOf = null);

/// <summary>
/// What a document must have, said in the terms of the index: words analysed, synonyms added, names of fields looked up. A search
/// walks it over segments, a saved search is held against one document, an explanation follows it: one meaning for all three.
/// Text fields are numbers among those of text, -1 for any.
/// </summary>
internal abstract record Condition
{
    private Condition()
    {
    }

    public sealed record Everything(float Boost) : Condition;

    public sealed record Nothing : Condition;

    public sealed record Term(WordForms Forms, int Field, float Boost, Origin Origin) : Condition;

    public sealed record Phrase(IReadOnlyList<PlacedWord> Words, int Field, int Slop, float Boost, Origin Origin) : Condition
    {
        /// <summary>The place of each word in the phrase.</summary>
        public int[] Offsets { get; } = [.. Words.Select(word => word.Position - Words[0].Position)];
    }

    /// <param name="Folded">With « * » and « ? », for folded forms of words.</param>
    public sealed record Pattern(string Folded, int Field, float Boost, Origin Origin) : Condition;

    /// <param name="Edits">Typing errors between the word and a folded form.</param>
    public sealed record Fuzzy(string Folded, int Edits, int Field, float Boost, Origin Origin) : Condition;

    /// <summary>A keyword is one of some.</summary>
    public sealed record Values(IndexField Column, IReadOnlyList<string> Wanted) : Condition;

    /// <summary>A keyword fits a pattern or lies in a range of letters.</summary>
    public sealed record Fitting(IndexField Column, Predicate<string> Fits, string Shown) : Condition;

    /// <summary>A number or a date, both ends in.</summary>
    public sealed record Between(IndexField Column, long From, long To) : Condition;

    public sealed record Near(IndexField Column, SearchFilter.Near Place) : Condition;

    public sealed record And(IReadOnlyList<Condition> Parts) : Condition;

    /// <param name="Best">The best part counts, not the sum.</param>
    public sealed record Or(IReadOnlyList<Condition> Parts, bool Best) : Condition;

    public sealed record Without(Condition Kept, Condition Left) : Condition;

    /// <summary>The optional part only adds to the score.</summary>
    public sealed record Also(Condition Required, Condition Optional) : Condition;

    /// <summary>All of them, in one list: an « and » of « and » is one.</summary>
    public static Condition AllOf(IEnumerable<Condition> parts) =>
        parts.SelectMany(part => part is And and ? and.Parts : [part]).ToList() switch
        {
            [] => new Nothing(),
            [var only] => only,
            var several => new And(several),
        };

    public static Condition AnyOf(IReadOnlyList<Condition> parts, bool best = false) => parts switch
    {
        [] => new Nothing(),
        [var only] => only,
        _ => new Or(parts, best),
    };
}

/// <summary>What of a text answers a query: words, phrases, and patterns on folded forms.</summary>
internal sealed class Highlights
{
    public HashSet<string> Terms { get; } = new(StringComparer.Ordinal);

    public List<(IReadOnlyList<PlacedWord> Words, int Slop)> Phrases { get; } = [];

    public List<string> Patterns { get; } = [];

    /// <summary>What must not be there is not to be marked either.</summary>
    /// <param name="near">The terms that a misspelt word stands for.</param>
    public static Highlights Of(Condition condition, Func<Condition.Fuzzy, IEnumerable<string>> near)
    {
        var all = new Highlights();
        all.Add(condition, near);
        return all;
    }

    private void Add(Condition condition, Func<Condition.Fuzzy, IEnumerable<string>> near)
    {
        switch (condition)
        {
            case Condition.Term word:
                Terms.Add(word.Forms.Term!);
                break;
            case Condition.Phrase phrase:
                Phrases.Add((phrase.Words, phrase.Slop));
                break;
            case Condition.Pattern pattern:
                Patterns.Add(pattern.Folded);
                break;
            case Condition.Fuzzy fuzzy:
                Terms.UnionWith(near(fuzzy));
                break;
            default:
                foreach (var part in PartsOf(condition))
                    Add(part, near);
                break;
        }
    }

    private static IReadOnlyList<Condition> PartsOf(Condition condition) => condition switch
    {
        Condition.And and => and.Parts,
        Condition.Or or => or.Parts,
        Condition.Without without => [without.Kept],
        Condition.Also also => [also.Required, also.Optional],
        _ => [],
    };
}
