using System.Collections.Frozen;
using System.Text.Json;

namespace Megalis.Kernel.Identifiers;

/// <summary>
/// The communes, EPCI and départements of Brittany, for pickers and checks. The lists are trimmed at build from the
/// npm package @etalab/decoupage-administratif (MIT), travel inside this assembly, and are read at the first question.
/// </summary>
public static class Localities
{
    private static readonly Lazy<Index> Loaded = new(Load);
    /// <summary>The NUTS 2021 code of level 2 of the region.</summary>
    public const string RegionNuts = "FRH0";

    /// <summary>In the order of their codes.</summary>
    public static IReadOnlyList<Departement> Departements { get; } =
    [
        new("22", "Côtes-d'Armor", "FRH01"),
        new("29", "Finistère", "FRH02"),
        new("35", "Ille-et-Vilaine", "FRH03"),
        new("56", "Morbihan", "FRH04"),
    ];

    /// <summary>All communes, in the order of their INSEE codes.</summary>
    public static IReadOnlyList<Commune> Communes => Loaded.Value.Communes;

    /// <summary>All EPCI, in the order of their SIREN.</summary>
    public static IReadOnlyList<Epci> Epcis => Loaded.Value.Epcis;

    /// <summary>The département of that code, or null when it is not one of Brittany.</summary>
    public static Departement? FindDepartement(string? code) =>
        Departements.FirstOrDefault(departement => departement.Code == code);

    /// <summary>The commune of that INSEE code, or null.</summary>
    public static Commune? FindCommune(string? insee) =>
        insee is null ? null : Loaded.Value.ByInsee.GetValueOrDefault(insee);

    /// <summary>The EPCI of that SIREN, or null.</summary>
    public static Epci? FindEpci(string? siren) =>
        siren is null ? null : Loaded.Value.BySiren.GetValueOrDefault(siren);

    /// <summary>The communes that share a postal code; empty when none does.</summary>
    public static IReadOnlyList<Commune> CommunesAt(string? postalCode) =>
        postalCode is not null && Loaded.Value.ByPostalCode.TryGetValue(postalCode, out var found) ? found : [];

    /// <summary>
    /// Communes for a picker: by the beginning of the name, then by a word within it, or by the digits of a postal or
    /// INSEE code. Accents, capitals, hyphens and apostrophes do not matter; larger communes come first.
    /// </summary>
    public static IReadOnlyList<Commune> Search(string? text, int take = 10)
    {
        text = text?.Trim() ?? "";
        if (text.Length < 2)
            return [];
        var matches = char.IsAsciiDigit(text[0]) ? ByDigits(text) : ByName(text);
        return [.. matches.Take(take)];
    }

    private static IEnumerable<Commune> ByDigits(string digits) =>
        from commune in Communes
        where commune.Code.StartsWith(digits, StringComparison.Ordinal)
            || commune.PostalCodes.Any(code => code.StartsWith(digits, StringComparison.Ordinal))
        orderby commune.Population descending
        select commune;

    private static IEnumerable<Commune> ByName(string text)
    {
        var words = Words(text);
        return
            from commune in Communes
            let name = Words(commune.Name)
            let place = name.IndexOf(words, StringComparison.Ordinal)
            where place >= 0
            orderby name != words, place > 0, commune.Population descending
            select commune;
    }

    // « saint brieuc » finds « Saint-Brieuc », « l hermitage » finds « L'Hermitage ».
    private static string Words(string name) => Folded.Of(name).Replace('-', ' ').Replace('\'', ' ');

    private static Index Load()
    {
        using var stream = typeof(Localities).Assembly.GetManifestResourceStream("Megalis.Kernel.Localities.json")
            ?? throw new InvalidOperationException("The list of communes is missing from Megalis.Kernel: was it built by its project file?");
        using var lists = JsonDocument.Parse(stream);
        return new(
            [.. lists.RootElement.GetProperty("communes").EnumerateArray().Select(ReadCommune)],
            [.. lists.RootElement.GetProperty("epcis").EnumerateArray().Select(ReadEpci)]);
    }

    private static Commune ReadCommune(JsonElement row) => new(
        row[0].GetString()!,
        row[1].GetString()!,
        row[2].GetString()!,
        row[3].GetString()!,
        row[4].GetInt32(),
        row[5].GetString(),
        [.. row[6].EnumerateArray().Select(code => code.GetString()!)]);

    private static Epci ReadEpci(JsonElement row) => new(
        row[0].GetString()!,
        row[1].GetString()!,
        row[2].GetString()!,
        row[3].GetInt32(),
        [.. row[4].EnumerateArray().Select(code => code.GetString()!)]);

    private sealed class Index(IReadOnlyList<Commune> communes, IReadOnlyList<Epci> epcis)
    {
        public IReadOnlyList<Commune> Communes => communes;
        public IReadOnlyList<Epci> Epcis => epcis;
        public FrozenDictionary<string, Commune> ByInsee { get; } = communes.ToFrozenDictionary(commune => commune.Code);
        public FrozenDictionary<string, Epci> BySiren { get; } = epcis.ToFrozenDictionary(epci => epci.Siren);
        public FrozenDictionary<string, Commune[]> ByPostalCode { get; } = communes
            .SelectMany(commune => commune.PostalCodes, (commune, code) => (code, commune))
            .GroupBy(pair => pair.code, pair => pair.commune)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }
}
