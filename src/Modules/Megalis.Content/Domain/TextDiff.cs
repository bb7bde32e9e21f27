namespace Megalis.Content.Domain;

internal enum DiffKind
{
    Same,
    Removed,
    Added,
}

/// <summary>A run of text of one kind.</summary>
internal sealed record DiffPiece(DiffKind Kind, string Text);

/// <summary>What changed from one text to another, word by word (longest common subsequence).</summary>
internal static class TextDiff
{
    /// <summary>Cells of the table; beyond, whole paragraphs are compared instead of words, and beyond that all of the text.</summary>
    private const long MostCells = 4_000_000;

    /// <summary>Joining what is not <see cref="DiffKind.Removed"/> gives the new text, what is not <see cref="DiffKind.Added"/> the old one.</summary>
    public static IReadOnlyList<DiffPiece> Of(string before, string after)
    {
        var (old, now) = (Words(before), Words(after));
        if ((long)old.Count * now.Count > MostCells)
            (old, now) = (Paragraphs(before), Paragraphs(after));
        var start = 0;
        while (start < old.Count && start < now.Count && old[start] == now[start])
            start++;
        var end = 0;
        while (end < old.Count - start && end < now.Count - start && old[^(end + 1)] == now[^(end + 1)])
            end++;
        var pieces = new List<DiffPiece>();
        Add(pieces, DiffKind.Same, old.Take(start));
        Compare(pieces, old[start..^end], now[start..^end]);
        Add(pieces, DiffKind.Same, old.TakeLast(end));
        return pieces;
    }

    private static void Compare(List<DiffPiece> pieces, List<string> old, List<string> now)
    {
        if ((long)old.Count * now.Count > MostCells)
        {
            Add(pieces, DiffKind.Removed, old);
            Add(pieces, DiffKind.Added, now);
            return;
        }

        var common = Table(old, now);
        var (i, j) = (0, 0);
        while (i < old.Count || j < now.Count)
            if (i < old.Count && j < now.Count && old[i] == now[j])
            {
                Add(pieces, DiffKind.Same, [old[i++]]);
                j++;
            }
            else if (j == now.Count || (i < old.Count && common[i + 1, j] >= common[i, j + 1]))
                Add(pieces, DiffKind.Removed, [old[i++]]);
            else
                Add(pieces, DiffKind.Added, [now[j++]]);
    }

    /// <summary>Length of the longest common subsequence of what follows each pair of places.</summary>
    private static int[,] Table(List<string> old, List<string> now)
    {
        var common = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
            for (var j = now.Count - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        return common;
    }

    private static void Add(List<DiffPiece> pieces, DiffKind kind, IEnumerable<string> words)
    {
        var text = string.Concat(words);
        if (text.Length == 0)
            return;
        if (pieces.Count > 0 && pieces[^1].Kind == kind)
            pieces[^1] = new DiffPiece(kind, pieces[^1].Text + text);
        else
            pieces.Add(new DiffPiece(kind, text));
    }

    /// <summary>Each word with the white space that follows it.</summary>
    private static List<string> Words(string text) => Cut(text, (before, c) => char.IsWhiteSpace(before) && !char.IsWhiteSpace(c));

    private static List<string> Paragraphs(string text) => Cut(text, (before, c) => before == '\n' && c != '\n');

    private static List<string> Cut(string text, Func<char, char, bool> isStart)
    {
        var tokens = new List<string>();
        var start = 0;
        for (var i = 1; i < text.Length; i++)
            if (isStart(text[i - 1], text[i]))
            {
                tokens.Add(text[start..i]);
                start = i;
            }

        if (text.Length > 0)
            tokens.Add(text[start..]);
        return tokens;
    }
}
