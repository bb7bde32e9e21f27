using System.Diagnostics.CodeAnalysis;

namespace Megalis.Kernel.Identifiers;

/// <summary>Why a text is no SIRET; a report counts these kinds, a form turns them into a sentence.</summary>
public enum SiretFault
{
    None,
    Missing,
    NotDigits,
    WrongLength,

    /// <summary>The first nine digits do not form a SIREN.</summary>
    WrongSiren,

    /// <summary>The fourteen digits do not hold their key.</summary>
    WrongKey,
}

/// <summary>
/// The fourteen digits by which INSEE names an establishment: a SIREN and a five-digit NIC.
/// Luhn must hold on the fourteen digits and on the first nine; an establishment of La Poste also passes
/// when the sum of its digits is a multiple of five. A SIRET is public and proves nothing about who types it.
/// </summary>
public readonly record struct Siret
{
    public const int Length = 14;

    private readonly string? _digits;

    private Siret(string digits) => _digits = digits;

    /// <summary>Fourteen digits without spaces; empty for <c>default</c>.</summary>
    public string Value => _digits ?? "";

    public Siren Siren => _digits is null ? default : Siren.Trusted(_digits[..Siren.Length]);

    /// <summary>The last five digits, which tell the establishments of one legal unit apart.</summary>
    public string Nic => _digits is null ? "" : _digits[Siren.Length..];

    /// <summary>Reads a SIRET typed with or without spaces.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Siret siret)
    {
        siret = default;
        if (Check(text) != SiretFault.None)
            return false;
        DigitText.TryStrip(text, out var digits);
        siret = new Siret(digits);
        return true;
    }

    /// <summary>Names the first thing wrong with <paramref name="text"/>, or <see cref="SiretFault.None"/>.</summary>
    public static SiretFault Check(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return SiretFault.Missing;
        if (!DigitText.TryStrip(text, out var digits)) return SiretFault.NotDigits;
        if (digits.Length != Length) return SiretFault.WrongLength;
        if (!Siren.Holds(digits.AsSpan(0, Siren.Length))) return SiretFault.WrongSiren;
        return KeyHolds(digits) ? SiretFault.None : SiretFault.WrongKey;
    }

    /// <summary>The sentence that a form shows; empty when nothing is wrong.</summary>
    public static string Explain(SiretFault fault) => fault switch
    {
        SiretFault.None => "",
        SiretFault.Missing => "Indiquez le numéro SIRET de l’établissement (14 chiffres).",
        SiretFault.NotDigits => "Un numéro SIRET ne contient que des chiffres.",
        SiretFault.WrongLength => "Un numéro SIRET compte exactement 14 chiffres.",
        SiretFault.WrongSiren => "Les 9 premiers chiffres ne forment pas un numéro SIREN : vérifiez la saisie.",
        _ => "La clé de contrôle de ce numéro SIRET est fausse : vérifiez la saisie.",
    };

    /// <summary>As people read it: « 356 000 000 00048 ».</summary>
    public string ToDisplay() => _digits is null ? "" : $"{Siren.ToDisplay()} {Nic}";

    public override string ToString() => Value;

    private static bool KeyHolds(string digits) =>
        DigitText.LuhnHolds(digits)
        || (digits.StartsWith(Siren.LaPoste.Value, StringComparison.Ordinal) && digits.Sum(c => c - '0') % 5 == 0);
}
