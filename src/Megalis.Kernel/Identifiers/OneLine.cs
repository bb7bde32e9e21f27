using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Identifiers;

/// <summary>What people typed, as one line of a header, of a title, of a list.</summary>
public static class OneLine
{
    /// <summary>
    /// The text without line breaks, control characters, marks that have no width or turn the direction of writing (category Cf,
    /// the soft hyphen too), and half characters; runs of blanks are one space, none at the ends. Null gives the empty text.
    /// Doing it twice changes nothing.
    /// </summary>
    /// <param name="text">Of any length: no more of it is read than is kept.</param>
    /// <param name="most">
    /// UTF-16 units of the answer. What is longer ends with « … », after a whole text element (UAX #29): no accent goes from its
    /// letter, no figure is cut in two.
    /// </param>
    public static string Of(string? text, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var line = new StringBuilder();
        var blank = false;
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                blank = line.Length > 0;
            }
            else if (IsSeen(rune))
            {
                line.Append(blank ? " " : "").Append(rune);
                blank = false;
                if (line.Length > most)
                    return Cut(line.ToString(), most);
            }
        }

        return line.ToString();
    }

    /// <summary>A half character is read as the mark that stands for an unreadable one.</summary>
    private static bool IsSeen(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format;

    private static string Cut(string line, int most)
    {
        var end = 0;
        for (int next; (next = end + StringInfo.GetNextTextElementLength(line, end)) < most;)
            end = next;
        return line[..end].TrimEnd() + "…";
    }
}
