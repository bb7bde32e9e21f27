using System.Collections.Frozen;
using Megalis.Kernel.Identifiers;
using Megalis.Search.Contracts;

namespace Megalis.Search.Analysis;

/// <summary>One word in its three forms.</summary>
/// <param name="Shown">As one may show it again: lower case, accents kept, article gone.</param>
/// <param name="Folded">What a prefix, a wildcard or a typing error is compared with.</param>
/// <param name="Term">What is searched; null for a stop word, which leaves a hole in the positions.</param>
internal sealed record WordForms(string Shown, string Folded, string? Term);

/// <summary>A word in its place.</summary>
/// <param name="Position">Number of the word in its text from 0; stop words are counted too.</param>
/// <param name="Start">In chars of the text.</param>
internal readonly record struct PlacedWord(WordForms Forms, int Position, int Start, int Length);

/// <summary>French text to searchable words, by one of the two profiles. Has no state.</summary>
internal sealed class FrenchAnalyzer(AnalysisProfile profile)
{
    private static readonly FrozenSet<string> Articles = new[]
    {
        "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public AnalysisProfile Profile => profile;

    /// <summary>The boundaries this profile cuts at.</summary>
    public WordBreaks Breaks(ReadOnlySpan<char> text) => new(text, glued: profile == AnalysisProfile.Lucene);

    /// <summary>All words of a text that is short (a query, a title, a paragraph): a list, stop words left out.</summary>
    public List<PlacedWord> Words(string text)
    {
        var words = new List<PlacedWord>();
        var breaks = Breaks(text);
        for (var position = 0; breaks.Next(); position++)
        {
            var forms = Analyze(breaks.Word);
            if (forms.Term is not null)
                words.Add(new PlacedWord(forms, position, breaks.Start, breaks.Length));
        }

        return words;
    }

    /// <summary>One word between two boundaries.</summary>
    public WordForms Analyze(ReadOnlySpan<char> raw)
    {
        var shown = WithoutArticle(raw).ToString().ToLowerInvariant();
        return profile == AnalysisProfile.Lucene ? LikeLucene(shown) : LikeProduct(shown);
    }

    private static WordForms LikeLucene(string shown) =>
        new(shown, Folded.Of(shown), WordLists.Stop.Contains(shown) || shown.Length == 0 ? null : Folded.Of(FrenchLightStemmer.Stem(shown)));

    private static WordForms LikeProduct(string shown)
    {
        var folded = Folded.Of(shown).Replace(".", "", StringComparison.Ordinal);
        if (WithApostropheFound(folded) is { } found)
            (shown, folded) = (shown[^Math.Min(found.Length, shown.Length)..], found);
        var isStop = folded.Length == 0 || WordLists.Stop.Contains(shown) || folded == "dun" || folded == "quun";
        return new WordForms(shown, folded, isStop ? null : Term(folded));
    }

    private static string Term(string folded)
    {
        if (!WordLists.Exceptions.TryGetValue(folded, out var lemma))
            return FrenchLightStemmer.StemFolded(folded);
        return lemma == folded || IsWhole(lemma) ? lemma : FrenchLightStemmer.StemFolded(lemma);
    }

    private static bool IsWhole(string lemma) => WordLists.Exceptions.TryGetValue(lemma, out var own) && own == lemma;

    private ReadOnlySpan<char> WithoutArticle(ReadOnlySpan<char> raw)
    {
        var at = raw.IndexOfAny('\'', '’');
        if (at <= 0 || !Articles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(raw[..at]))
            return raw;
        // Breton writes one sound as c'h; no French word elides « ce » before an h.
        var isBreton = profile == AnalysisProfile.Product && at == 1 && raw[0] is 'c' or 'C' && raw.Length > 2 && raw[2] is 'h' or 'H';
        return isBreton ? raw : raw[(at + 1)..];
    }

    /// <summary>« loffre », « dexecution »: notices lose apostrophes; only words of a list are believed.</summary>
    private static string? WithApostropheFound(string folded) =>
        folded.Length > 3 && folded[0] is 'l' or 'd' && WordLists.Elided.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(folded.AsSpan(1), out var word) ? word : null;
}
