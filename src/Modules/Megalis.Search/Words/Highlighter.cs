using Megalis.Search.Analysis;
using Megalis.Search.Contracts;
using Megalis.Search.Planning;

namespace Megalis.Search.Words;

/// <summary>Marks in a text what answers a query. The text is analysed again: nothing of it need be stored.</summary>
internal sealed class Highlighter(FrenchAnalyzer analyzer, Highlights wanted)
{
    /// <summary>The whole text in runs; together they are the text, letter by letter.</summary>
    public IReadOnlyList<TextRun> Mark(string text) => Runs(text, 0, text.Length, Found(text));

    /// <summary>The piece of a text that shows most of the query, cut between words, « … » where something is left out.</summary>
    /// <param name="length">In characters, about.</param>
    public IReadOnlyList<TextRun> Snippet(string text, int length)
    {
        var found = Found(text);
        var (start, end) = Window(text, length, found);
        var runs = Runs(text, start, end, found);
        if (start > 0)
            runs.Insert(0, new TextRun("… ", false));
        if (end < text.Length)
            runs.Add(new TextRun(" …", false));
        return runs;
    }

    private List<PlacedWord> Found(string text)
    {
        var words = analyzer.Words(text);
        var marked = new HashSet<int>();
        for (var i = 0; i < words.Count; i++)
            if (wanted.Terms.Contains(words[i].Forms.Term!) || wanted.Patterns.Exists(pattern => Wildcards.Matches(pattern, words[i].Forms.Folded)))
                marked.Add(i);
        foreach (var (phrase, slop) in wanted.Phrases)
            MarkPhrase(words, phrase, slop, marked);
        return [.. marked.Order().Select(i => words[i])];
    }

    /// <summary>From each place of the first word, the others within the slop.</summary>
    private static void MarkPhrase(List<PlacedWord> words, IReadOnlyList<PlacedWord> phrase, int slop, HashSet<int> marked)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Forms.Term != phrase[0].Forms.Term)
                continue;
            var members = phrase.Select(member => words.FindIndex(Math.Max(0, i - phrase.Count - slop), word =>
                word.Forms.Term == member.Forms.Term && Math.Abs(word.Position - words[i].Position - (member.Position - phrase[0].Position)) <= slop)).ToList();
            if (!members.Contains(-1))
                marked.UnionWith(members);
        }
    }

    /// <summary>The window with the most different words, the earliest of equals; it begins a little before its first.</summary>
    private static (int Start, int End) Window(string text, int length, List<PlacedWord> found)
    {
        if (text.Length <= length)
            return (0, text.Length);
        var (best, start) = (0, 0);
        foreach (var first in found)
        {
            var different = found.Where(word => word.Start >= first.Start && word.Start + word.Length <= first.Start + (length * 3 / 4)).Select(word => word.Forms.Term).Distinct().Count();
            if (different > best)
                (best, start) = (different, first.Start);
        }

        start = Math.Min(Math.Max(0, start - (length / 4)), text.Length - length);
        var end = start + length;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]))
            start--;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
            end--;
        return (start, Math.Max(end, Math.Min(start + length, text.Length)) is var whole && end <= start ? whole : end);
    }

    private static List<TextRun> Runs(string text, int start, int end, List<PlacedWord> found)
    {
        var runs = new List<TextRun>();
        var at = start;
        foreach (var word in found.Where(word => word.Start >= start && word.Start + word.Length <= end))
        {
            if (word.Start > at)
                runs.Add(new TextRun(text[at..word.Start], false));
            runs.Add(new TextRun(text.Substring(word.Start, word.Length), true));
            at = word.Start + word.Length;
        }

        if (at < end)
            runs.Add(new TextRun(text[at..end], false));
        return runs;
    }
}
