namespace Megalis.Procurement.Domain.Decp;

/// <summary>The place of execution: a code, and the kind of code that it claims to be.</summary>
internal static class DecpPlaceCode
{
    /// <summary>The département that a code tells, by its own shape: buyers mix up postal, INSEE and département codes.</summary>
    public static string? DepartementOf(TypeCodeLieu? type, string? code)
    {
        code = code?.Trim().ToUpperInvariant();
        return (type, code) switch
        {
            (TypeCodeLieu.CodePostal or TypeCodeLieu.CodeCommune or TypeCodeLieu.CodeArrondissement or TypeCodeLieu.CodeDepartement, { Length: 5 }) => OfFive(code),
            (TypeCodeLieu.CodeDepartement or TypeCodeLieu.CodeArrondissement or TypeCodeLieu.CodeCanton, { Length: 2 or 3 or 4 }) => OfShort(code),
            (TypeCodeLieu.CodePostal or TypeCodeLieu.CodeCommune, { Length: 2 }) => OfShort(code),
            _ => null,
        };
    }

    /// <summary>The code has the length and the characters of its type.</summary>
    public static bool Fits(TypeCodeLieu type, string code) => type switch
    {
        TypeCodeLieu.CodePostal => code.Length == 5 && code.All(char.IsAsciiDigit),
        TypeCodeLieu.CodeCommune => code.Length == 5 && OfFive(code) is not null,
        TypeCodeLieu.CodeDepartement => code.Length is 2 or 3 && OfShort(code) is not null,
        TypeCodeLieu.CodeRegion => code.Length is 1 or 2 && code.All(char.IsAsciiDigit),
        TypeCodeLieu.CodePays => code.Length is 2 or 3 && (code.All(char.IsAsciiLetterUpper) || code.All(char.IsAsciiDigit)),
        _ => code.Length is >= 2 and <= 5,
    };

    private static string? OfFive(string code)
    {
        if (code.StartsWith("2A", StringComparison.Ordinal) || code.StartsWith("2B", StringComparison.Ordinal))
            return code[..2];
        if (!code.All(char.IsAsciiDigit) || code.StartsWith("00", StringComparison.Ordinal) || code.StartsWith("99", StringComparison.Ordinal))
            return null;
        if (code[..2] is "97" or "98")
            return code[..3];
        // Corsica keeps 20 in its postal codes: 200 and 201 are the South, 202 and 206 the North.
        return code[..2] == "20" ? (code[2] is '0' or '1' ? "2A" : "2B") : code[..2];
    }

    private static string? OfShort(string code)
    {
        if (code.Length == 3 && code[0] == '0')
            code = code[1..];
        if (code is "2A" or "2B")
            return code;
        if (!code.All(char.IsAsciiDigit))
            return null;
        if (code.Length >= 3)
            return code[..2] is "97" or "98" ? code[..3] : code[..2];
        return int.Parse(code, System.Globalization.CultureInfo.InvariantCulture) is >= 1 and <= 95 and not 20 ? code : null;
    }
}
