using System.Diagnostics.CodeAnalysis;

namespace Megalis.Kernel.Identifiers;

/// <summary>
/// The nine digits by which INSEE names a legal unit (code de commerce, R. 123-220 and following).
/// Only a number whose Luhn key holds can exist; <c>default</c> is « no SIREN » and its <see cref="Value"/> is empty.
/// </summary>
public readonly record struct Siren
{
    public const int Length = 9;

    /// <summary>La Poste, whose establishments may escape the Luhn key (see <see cref="Siret"/>).</summary>
    public static readonly Siren LaPoste = new("356000000");

    private readonly string? _digits;

    private Siren(string digits) => _digits = digits;

    /// <summary>Nine digits without spaces.</summary>
    public string Value => _digits ?? "";

    /// <summary>Reads a SIREN typed with or without spaces. Nine zeros, which pass the key, name nobody and are refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Siren siren)
    {
        siren = default;
        if (!DigitText.TryStrip(text, out var digits) || digits.Length != Length || !Holds(digits))
            return false;
        siren = new Siren(digits);
        return true;
    }

    /// <summary>As people read it: « 356 000 000 ».</summary>
    public string ToDisplay() => Value.Length == 0 ? "" : $"{Value[..3]} {Value[3..6]} {Value[6..]}";

    public override string ToString() => Value;

    internal static bool Holds(ReadOnlySpan<char> nineDigits) =>
        nineDigits.IndexOfAnyExcept('0') >= 0 && DigitText.LuhnHolds(nineDigits);

    internal static Siren Trusted(string nineDigits) => new(nineDigits);
}
