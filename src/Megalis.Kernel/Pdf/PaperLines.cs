using System.Text;
using PdfSharp.Drawing;

namespace Megalis.Kernel.Pdf;

/// <summary>Cuts a text into lines that fit: at spaces that may break, and inside a word that no line could hold.</summary>
internal static class PaperLines
{
    /// <param name="text">Line feeds begin a new line; other control characters become spaces.</param>
    /// <param name="width">Points.</param>
    public static IReadOnlyList<string> Wrap(XGraphics page, string text, XFont font, double width)
    {
        var lines = new List<string>();
        foreach (var given in text.ReplaceLineEndings("\n").Split('\n'))
            WrapOne(page, Clean(given), font, width, lines);
        return lines;
    }

    private static void WrapOne(XGraphics page, string text, XFont font, double width, List<string> lines)
    {
        var line = "";
        // Only the plain space: no-break spaces keep « 12 h 00 » and « 1,4 Mo » together.
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (Fits(longer))
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = word;
            while (!Fits(line))
            {
                var cut = Longest(line);
                lines.Add(line[..cut]);
                line = line[cut..];
            }
        }

        lines.Add(line);

        bool Fits(string some) => page.MeasureString(some, font).Width <= width;

        int Longest(string word)
        {
            var (fits, not) = (1, word.Length);
            while (not - fits > 1)
            {
                var middle = (fits + not) / 2;
                (fits, not) = Fits(word[..middle]) ? (middle, not) : (fits, middle);
            }

            // Never between the two halves of one character.
            return char.IsHighSurrogate(word[fits - 1]) ? Math.Max(fits - 1, 2) : fits;
        }
    }

    private static string Clean(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var clean = new StringBuilder(text);
        for (var i = 0; i < clean.Length; i++)
            if (char.IsControl(clean[i]))
                clean[i] = ' ';
        return clean.ToString();
    }
}
