namespace Megalis.Kernel.Pdf;

/// <summary>Cuts a text into lines that fit: at spaces that may break, and inside a word that no line could hold.</summary>
internal static class PaperLines
{
    /// <param name="text">Line feeds begin a new line; other control characters become spaces.</param>
    /// <param name="width">Points.</param>
    public static IReadOnlyList<string> Wrap(string text, PaperFont font, double width)
    {
        var lines = new List<string>();
        foreach (var given in text.ReplaceLineEndings("\n").Split('\n'))
            WrapOne(string.Concat(given.Select(c => char.IsControl(c) ? ' ' : c)), font, width, lines);
        return lines;
    }

    private static void WrapOne(string text, PaperFont font, double width, List<string> lines)
    {
        var line = "";
        // Only the plain space: no-break spaces keep « 12 h 00 » and « 1,4 Mo » together.
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (font.WidthOf(longer) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = word;
            while (font.WidthOf(line) > width)
            {
                var cut = Longest(line, font, width);
                lines.Add(line[..cut]);
                line = line[cut..];
            }
        }

        lines.Add(line);
    }

    /// <summary>How much of a word fits, at least one character, never half of one.</summary>
    private static int Longest(string word, PaperFont font, double width)
    {
        var (taken, room) = (0, width);
        foreach (var rune in word.EnumerateRunes())
        {
            room -= font.WidthOf(rune.ToString());
            if (room < 0 && taken > 0)
                break;
            taken += rune.Utf16SequenceLength;
        }

        return taken;
    }
}
