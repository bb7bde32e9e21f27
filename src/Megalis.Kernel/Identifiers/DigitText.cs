using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Megalis.Kernel.Identifiers;

/// <summary>What SIREN and SIRET share: reading digits as people paste them, and the Luhn key.</summary>
internal static class DigitText
{
    /// <summary>Removes every kind of space and the invisible marks that a copy from a web page brings along. False when anything but ASCII digits is left.</summary>
    public static bool TryStrip([NotNullWhen(true)] string? text, out string digits)
    {
        digits = text is null ? "" : string.Concat(text.Where(c => !IsBlank(c)));
        return digits.Length > 0 && digits.All(char.IsAsciiDigit);
    }

    /// <summary>Luhn (ISO/IEC 7812-1): from the right, every second digit is doubled; the sum is a multiple of ten.</summary>
    public static bool LuhnHolds(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
