using System.Collections.Frozen;

namespace Megalis.Search.Analysis;

/// <summary>
/// Words that find each other, applied to the words of a query. Lines of <c>a, b, c</c> (each finds the others) or <c>a =&gt; b, c</c>
/// (« a » also finds the rest); an entry of several words is searched as a phrase.
/// </summary>
internal sealed class Synonyms
{
    private readonly FrozenDictionary<string, string[]> _others;

    /// <summary>How many words the longest entry has that stands on a left side.</summary>
    public int LongestEntry { get; }

    private Synonyms(Dictionary<string, List<string>> others)
    {
        _others = others.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        LongestEntry = _others.Keys.Select(key => key.Count(c => c == ' ') + 1).DefaultIfEmpty(0).Max();
    }

    public static Synonyms None { get; } = new([]);

    /// <param name="text">The lines; what is no rule is ignored.</param>
    /// <param name="analyzer">That of the index: entries are compared by their terms.</param>
    public static Synonyms Parse(string text, FrenchAnalyzer analyzer)
    {
        var others = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in WordLists.Lines(text))
        {
            var sides = line.Split("=>", 2);
            var left = Entries(sides[0]);
            var right = sides.Length == 2 ? Entries(sides[1]) : left;
            foreach (var entry in left)
            {
                if (!others.TryGetValue(Key(entry, analyzer), out var list))
                    others[Key(entry, analyzer)] = list = [];
                list.AddRange(right.Where(other => Key(other, analyzer) != Key(entry, analyzer)));
            }
        }

        others.Remove("");
        return new Synonyms(others);
    }

    /// <summary>The texts that the words with these terms also find; empty when there are none.</summary>
    public IReadOnlyList<string> Of(IEnumerable<string> terms) => _others.TryGetValue(string.Join(' ', terms), out var others) ? others : [];

    private static string[] Entries(string side) => side.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Key(string entry, FrenchAnalyzer analyzer) => string.Join(' ', analyzer.Words(entry).Select(word => word.Forms.Term));
}
