using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Identifiers;

/// <summary>
/// The form of a text that is searched and sorted, computed here and compared ordinally, because the databases disagree:
/// SQLite's lower() leaves É as it is, PostgreSQL's depends on the collation of the server.
/// </summary>
public static class Folded
{
    /// <summary>
    /// Lower case without accents, « œ » as « oe », one form of apostrophe and of dash, runs of spaces as one space, none at the ends,
    /// no invisible character. Folding a folded text changes nothing. Null gives the empty text.
    /// </summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var folded = new StringBuilder(text.Length);
        // Lower case can bring marks back (İ) and decomposition can bring capitals back (™), hence the order: both, then both again.
        foreach (var rune in Lowered(Lowered(text)).EnumerateRunes())
            Append(folded, rune);
        return folded.ToString().Trim(' ').Normalize(NormalizationForm.FormC);
    }

    private static string Lowered(string text) => Whole(text).Normalize(NormalizationForm.FormKD).ToLowerInvariant();

    /// <summary>Half characters, and the code points that Unicode keeps for nobody, make Normalize throw.</summary>
    private static string Whole(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append((rune.Value & 0xFFFE) == 0xFFFE ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                return;
            case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control:
                if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
                return;
            default:
                folded.Append(Plain(rune) ?? rune.ToString());
                return;
        }
    }

    private static string? Plain(Rune rune) => rune.Value switch
    {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' => "o",
        'đ' or 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        '’' or '‘' or '‛' or 'ʼ' or 'ʹ' or '′' or '´' or '`' => "'",
        '“' or '”' or '„' or '«' or '»' => "\"",
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' => "-",
        _ => null,
    };
}
