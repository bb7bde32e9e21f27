using System.Text.RegularExpressions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Adhesions.Domain;

/// <summary>The commune of a seat, as a person types it: « Guidel », « Guidel (56520) », « 56520 Guidel », « 56078 ».</summary>
internal static partial class SeatCommune
{
    private const int MostNamed = 4;

    public static Refusal? Read(string? typed, out Commune? commune, out string postalCode)
    {
        var text = (typed ?? "").Trim();
        (commune, postalCode) = (null, "");
        if (text.Length is 0 or > 100)
            return new Refusal("Écrivez le nom de la commune et son code postal, par exemple « Guidel (56520) ».");
        var code = Digits().Match(text).Value;
        var name = Digits().Replace(text, "").Trim(' ', '(', ')', ',', '-');
        var found = Candidates(code, name);
        if (found.Count == 0)
            return new Refusal("« {0} » n’est pas une commune de Bretagne que nous connaissions : écrivez son nom et son code postal, par exemple « Guidel (56520) ».", text);
        if (found.Count > 1)
            return new Refusal("Plusieurs communes répondent à « {0} » : précisez, par exemple {1}.", text, string.Join(", ", found.Take(MostNamed).Select(Label)));
        commune = found[0];
        postalCode = commune.PostalCodes.Contains(code) ? code : commune.PostalCodes.Count > 0 ? commune.PostalCodes[0] : "";
        return null;
    }

    /// <summary>« Guidel (56520) ».</summary>
    public static string Label(Commune commune) => Label(commune.Name, commune.PostalCodes.Count > 0 ? commune.PostalCodes[0] : commune.Code);

    public static string Label(string name, string postalCode) => name.Length == 0 ? "" : $"{name} ({postalCode})";

    private static List<Commune> Candidates(string code, string name)
    {
        if (code.Length > 0 && name.Length == 0)
            return Localities.FindCommune(code) is { } one && Localities.CommunesAt(code).Count == 0 ? [one] : [.. Localities.CommunesAt(code)];
        var named = (code.Length > 0 ? Localities.CommunesAt(code).Concat(Localities.FindCommune(code) is { } byInsee ? [byInsee] : []) : Localities.Search(name, 50)).Distinct().ToList();
        var exact = named.Where(c => Words(c.Name) == Words(name)).ToList();
        return exact.Count > 0 ? exact : code.Length > 0 ? [.. named.Where(c => Words(c.Name).Contains(Words(name), StringComparison.Ordinal))] : named;
    }

    private static string Words(string name) => Folded.Of(name).Replace('-', ' ').Replace('\'', ' ').Replace('’', ' ');

    [GeneratedRegex("[0-9]{5}")]
    private static partial Regex Digits();
}
