using System.Text;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;

namespace Megalis.Tenants.Contracts;

/// <summary>A commune or an EPCI of the official list of Brittany, as it prefills a new site.</summary>
/// <param name="Name">« Commune de Guidel », « CC du Pays des Abers ».</param>
/// <param name="Siren">Nine digits.</param>
/// <param name="Detail">Population and EPCI, to tell homonyms apart.</param>
public sealed record Place(string Name, string Siren, string Detail)
{
    /// <summary>The commune; null for an EPCI.</summary>
    public Commune? Commune { get; init; }

    /// <summary>The EPCI; null for a commune.</summary>
    public Epci? Epci { get; init; }

    /// <summary>What a host name can carry: « saint-brieuc ».</summary>
    public string Slug => ToSlug(Name);

    /// <summary>By a part of the name, a postal code or a SIREN; at most fifteen, nothing for less than two characters.</summary>
    public static IReadOnlyList<Place> Search(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < 2)
            return [];
        var folded = Folded.Of(text);
        var epcis = Localities.Epcis.Where(e => Folded.Of(e.Name).Contains(folded, StringComparison.Ordinal) || e.Siren == text).Take(5).Select(Of);
        return [.. Localities.Search(text, 10).Select(Of), .. epcis];
    }

    /// <summary>By SIREN, nine digits without spaces; null when the list has none.</summary>
    public static Place? Find(string? siren)
    {
        if (siren is not { Length: 9 })
            return null;
        return Localities.Communes.FirstOrDefault(c => c.Siren == siren) is { } commune ? Of(commune)
            : Localities.FindEpci(siren) is { } epci ? Of(epci) : null;
    }

    private static Place Of(Commune commune) => new(
        "Commune " + FrenchNames.De(commune.Name),
        commune.Siren,
        $"{commune.Departement} · {commune.Population:N0} habitants · {Localities.FindEpci(commune.EpciSiren)?.Name ?? "sans EPCI"}")
    {
        Commune = commune,
    };

    private static Place Of(Epci epci) => new(epci.Name, epci.Siren, $"{epci.Kind} · {epci.Population:N0} habitants · {epci.Members.Count} communes") { Epci = epci };

    /// <summary>« Commune de Saint-Brieuc » gives « saint-brieuc »: at most forty characters, empty when nothing of the name can be kept.</summary>
    public static string ToSlug(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var folded = Folded.Of(name);
        foreach (var start in (string[])["commune de ", "commune d'", "commune du ", "commune des ", "communaute de communes ", "cc "])
            if (folded.StartsWith(start, StringComparison.Ordinal))
                folded = folded[start.Length..];
        var slug = new StringBuilder();
        foreach (var c in folded)
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        return slug.ToString()[..Math.Min(slug.Length, 40)].Trim('-');
    }
}
