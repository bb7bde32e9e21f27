using System.Text;
using Megalis.Kernel.Identifiers;

namespace Megalis.Tenants.Domain;

/// <summary>A commune or an EPCI of the official list, as it prefills a new site.</summary>
/// <param name="Name">« Commune de Guidel », « CC du Pays des Abers ».</param>
/// <param name="Detail">Population and EPCI, to tell homonyms apart.</param>
internal sealed record Place(string Name, string Siren, string Detail)
{
    public string Slug => ToSlug(Name);

    public static IReadOnlyList<Place> Search(string text)
    {
        if (text.Length < 2)
            return [];
        var folded = Folded.Of(text);
        var epcis = Localities.Epcis.Where(e => Folded.Of(e.Name).Contains(folded, StringComparison.Ordinal) || e.Siren == text).Take(5).Select(Of);
        return [.. Localities.Search(text, 10).Select(Of), .. epcis];
    }

    public static Place? Find(string? siren)
    {
        if (siren is not { Length: 9 })
            return null;
        return Localities.Communes.FirstOrDefault(c => c.Siren == siren) is { } commune ? Of(commune)
            : Localities.FindEpci(siren) is { } epci ? Of(epci) : null;
    }

    private static Place Of(Commune commune) => new(
        (StartsWithVowel(commune.Name) ? "Commune d'" : "Commune de ") + commune.Name,
        commune.Siren,
        $"{commune.Departement} · {commune.Population:N0} habitants · {Localities.FindEpci(commune.EpciSiren)?.Name ?? "sans EPCI"}");

    private static Place Of(Epci epci) => new(epci.Name, epci.Siren, $"{epci.Kind} · {epci.Population:N0} habitants · {epci.Members.Count} communes");

    private static bool StartsWithVowel(string name) => "aeiouyh".Contains(Folded.Of(name)[0], StringComparison.Ordinal);

    /// <summary>« Commune de Saint-Brieuc » gives « saint-brieuc »: what a host name can carry.</summary>
    internal static string ToSlug(string name)
    {
        var folded = Folded.Of(name);
        foreach (var start in (string[])["commune de ", "commune d'", "communaute de communes ", "cc "])
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
