using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Security;

/// <summary>
/// Refuses the passwords that are tried first. No list of leaked passwords is shipped: what such lists hold at twelve characters and more
/// is made of few pieces (a common word or two, a year, a walk on the keyboard, a repetition, « ! » at the end), and these are recognised
/// whatever the combination. A password is common when its cheapest division into such pieces is worth fewer than
/// <see cref="EnoughBits"/> bits. There is no rule on which characters must occur (ASVS 5.0, 6.2.5).
/// </summary>
public static class CommonPasswords
{
    /// <summary>About a thousand million guesses: what the throttled sign-in never allows and a common password never needs.</summary>
    internal const double EnoughBits = 30;

    /// <summary>The sentence that a form shows.</summary>
    public const string Explanation = "Ce mot de passe est trop courant : évitez les mots connus, les dates, les répétitions et les suites du clavier. Plusieurs mots sans rapport entre eux conviennent bien.";

    private const double WordBits = 9;
    private const double PersonalBits = 2;
    private const double ShortRunBits = 8;
    private const double RunBits = 6;
    private const double LongRunBits = 5;
    private const double YearBits = 6;
    private const double DateBits = 13;
    private const double RepetitionBits = 3;
    private const double SubstitutionBits = 1;
    private const int Considered = 128;

    private static readonly string[] Walks = WithReversed(
        "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "&e\"'(-e_ca", "!@#$%^&*()",
        "1a2z3e4r5t6y7u8i9o0p", "a1z2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1aqw2zsx3edc4rfv5tgb6yhn", "1qaz2wsx3edc4rfv5tgb6yhn", "aqwzsxedcrfvtgb", "qazwsxedcrfvtgb");

    /// <param name="password">As typed.</param>
    /// <param name="personal">What is known of the person: name, mail address, structure. Its parts count as known.</param>
    public static bool IsCommon(string password, params IReadOnlyCollection<string> personal)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(personal);
        var known = personal.SelectMany(Parts).ToHashSet(StringComparer.Ordinal);
        var plain = Compact(password);
        var text = plain.Length > Considered ? plain[..Considered] : plain;
        return Bits(text, known) < EnoughBits || SubstitutionBits + Bits(WithLetters(text), known) < EnoughBits;
    }

    private static double Bits(string text, HashSet<string> known)
    {
        var least = Divided(text, known);
        for (var period = 1; period <= text.Length / 2; period++)
        {
            if (Repeats(text, period)) least = Math.Min(least, RepetitionBits + Divided(text[..period], known));
        }
        return least;
    }

    /// <summary>The cheapest division of the text into known pieces and single characters.</summary>
    private static double Divided(string text, HashSet<string> known)
    {
        var best = new double[text.Length + 1];
        Array.Fill(best, double.MaxValue, 1, text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var (length, bits) in PiecesAt(text, at, known))
                best[at + length] = Math.Min(best[at + length], best[at] + bits);
        }
        return best[^1];
    }

    private static IEnumerable<(int Length, double Bits)> PiecesAt(string text, int at, HashSet<string> known)
    {
        yield return (1, SingleBits(text[at]));
        foreach (var word in known.Where(word => text.AsSpan(at).StartsWith(word, StringComparison.Ordinal)))
            yield return (word.Length, PersonalBits);
        for (var length = 2; length <= CommonWords.Longest && at + length <= text.Length; length++)
        {
            if (CommonWords.All.Contains(text.Substring(at, length))) yield return (length, WordBits);
        }
        for (var length = Run(text.AsSpan(at)); length >= 3; length--)
            yield return (length, length switch { 3 => ShortRunBits, < 6 => RunBits, _ => LongRunBits });
        if (IsYear(text.AsSpan(at))) yield return (4, YearBits);
        if (IsDate(text.AsSpan(at))) yield return (8, DateBits);
    }

    private static double SingleBits(char c) => c switch
    {
        >= '0' and <= '9' => 3.3,
        >= 'a' and <= 'z' => 4.7,
        '-' or '.' or '_' => 2,
        '!' or '@' or '*' or '?' or '+' or '#' or '$' or '&' or ',' or ';' or ':' or '/' or '\'' => 3,
        _ => 6,
    };

    /// <summary>The longest repetition of one character, or walk through an alphabet or a keyboard, that begins here.</summary>
    private static int Run(ReadOnlySpan<char> text)
    {
        var longest = text.Length - text.TrimStart(text[0]).Length;
        foreach (var walk in Walks)
        {
            for (var start = walk.IndexOf(text[0], StringComparison.Ordinal); start >= 0; start = walk.IndexOf(text[0], start + 1))
                longest = Math.Max(longest, text.CommonPrefixLength(walk.AsSpan(start)));
        }
        return longest;
    }

    private static bool IsYear(ReadOnlySpan<char> text) => text is ['1', '9', _, _, ..] or ['2', '0', _, _, ..] && char.IsAsciiDigit(text[2]) && char.IsAsciiDigit(text[3]);

    /// <summary>Day, month and year in eight digits.</summary>
    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length >= 8 && IsYear(text[4..]) && int.TryParse(text[..2], out var day) && day is > 0 and < 32 && int.TryParse(text[2..4], out var month) && month is > 0 and < 13;

    private static bool Repeats(string text, int period) => text.AsSpan(period).SequenceEqual(text.AsSpan(0, text.Length - period));

    private static string Compact(string text) => Folded.Of(text).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Reads the digits and signs that stand for letters as these letters.</summary>
    private static string WithLetters(string text) => string.Concat(text.Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' or '|' => 'i',
        '3' or '€' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => c,
    }));

    private static IEnumerable<string> Parts(string text) =>
        text is null ? [] : Folded.Of(text).Split([' ', '@', '.', '-', '_', '\'', '+', ','], StringSplitOptions.RemoveEmptyEntries).Append(Compact(text)).Where(part => part.Length >= 3);

    private static string[] WithReversed(params string[] walks) => [.. walks, .. walks.Select(walk => string.Concat(walk.Reverse()))];
}
