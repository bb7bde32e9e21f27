using System.Diagnostics.CodeAnalysis;

namespace Megalis.Procurement.Domain;

/// <summary>How fine a CPV code is (regulation (EC) 213/2008, annex I).</summary>
internal enum CpvLevel
{
    Division = 2,
    Groupe = 3,
    Classe = 4,
    Categorie = 5,
    SousCategorie = 6,
}

/// <summary>
/// A CPV code: eight digits. The ninth, a check digit, is accepted and dropped, because its computation is not
/// published. Only the shape is checked here; whether the code exists is <see cref="CpvNomenclature"/>'s business.
/// </summary>
internal readonly record struct Cpv
{
    private readonly string? _digits;

    private Cpv(string digits) => _digits = digits;

    /// <summary>Eight digits.</summary>
    public string Digits => _digits ?? "00000000";

    public CpvLevel Level => (CpvLevel)Math.Min(Prefix.Length, (int)CpvLevel.SousCategorie);

    /// <summary>
    /// The digits that mean something, at least two: descendants of a code are the codes that begin with them.
    /// </summary>
    public string Prefix
    {
        get
        {
            var significant = Digits.TrimEnd('0');
            return Digits[..Math.Max(2, significant.Length)];
        }
    }

    public Cpv Division => new(Digits[..2] + "000000");

    /// <summary>The code one level up, or null for a division.</summary>
    public Cpv? Parent => Prefix.Length == 2 ? null : new(Digits[..(Prefix.Length - 1)].PadRight(8, '0'));

    /// <summary>The same code or one below it.</summary>
    public bool IsWithin(Cpv other) => Digits.StartsWith(other.Prefix, StringComparison.Ordinal);

    public static bool TryParse([NotNullWhen(true)] string? text, out Cpv cpv)
    {
        cpv = default;
        var digits = text.AsSpan().Trim();
        if (digits.Length == 10 && digits[8] == '-' && char.IsAsciiDigit(digits[9]))
            digits = digits[..8];
        if (digits.Length != 8 || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        cpv = new(digits.ToString());
        return true;
    }

    /// <summary>What a person types to filter: two to eight digits, trailing zeros and a check digit forgiven.</summary>
    public static bool TryParsePrefix([NotNullWhen(true)] string? text, out string prefix)
    {
        prefix = "";
        var digits = text.AsSpan().Trim();
        if (TryParse(text, out var whole))
            prefix = whole.Prefix;
        else if (digits.Length is >= 2 and < 8 && !digits.ContainsAnyExceptInRange('0', '9'))
            prefix = digits.ToString();
        return prefix.Length > 0;
    }

    public override string ToString() => Digits;
}
