using System.Globalization;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.MarchesPasses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

internal enum MarchesPassesOrder
{
    /// <summary>The best first when there are words, else <see cref="Recents"/>.</summary>
    Pertinence,
    Recents,
    Anciens,
    Montant,
}

/// <summary>What a person asks of past contracts, as the address says it; what is not understood asks nothing.</summary>
internal sealed record MarchesPassesFilter
{
    private const int Most = 20;
    private const int LongestWords = 4096;

    /// <summary>As typed, in the syntax of docs/reference/search.md.</summary>
    public string Words { get; init; } = "";

    /// <summary>Words of the name, or the SIREN or SIRET.</summary>
    public string Acheteur { get; init; } = "";
    public IReadOnlyList<string> Departements { get; init; } = [];
    public IReadOnlyList<string> CpvPrefixes { get; init; } = [];
    public IReadOnlyList<string> Annees { get; init; } = [];
    public IReadOnlyList<string> Procedures { get; init; } = [];
    public IReadOnlyList<string> Sociales { get; init; } = [];
    public IReadOnlyList<string> Environnementales { get; init; } = [];
    public AmountRange? Montant { get; init; }
    public MarchesPassesOrder Tri { get; init; }
    public int Page { get; init; } = 1;

    /// <summary>The fields that hold lists, by the name in the address.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> Lists =>
        [("departement", Departements), ("cpv", CpvPrefixes), ("annee", Annees), ("procedure", Procedures), ("sociale", Sociales), ("environnementale", Environnementales)];

    public bool IsEmpty => Words.Length == 0 && Acheteur.Length == 0 && Montant is null && Lists.All(list => list.Values.Count == 0);

    public static MarchesPassesFilter Read(IQueryCollection query) => new()
    {
        Words = Text(query, "q"),
        Acheteur = Text(query, "acheteur"),
        Departements = Several(query, "departement", value => value.Length is 2 or 3 && value.All(char.IsAsciiLetterOrDigit) ? value.ToUpperInvariant() : null),
        CpvPrefixes = Several(query, "cpv", value => Cpv.TryParsePrefix(value.Split(' ', 2)[0], out var prefix) ? prefix : null),
        Annees = Several(query, "annee", value => value.Length == 4 && value.All(char.IsAsciiDigit) ? value : null),
        Procedures = Several(query, "procedure", Slug),
        Sociales = Several(query, "sociale", Slug),
        Environnementales = Several(query, "environnementale", Slug),
        Montant = AmountRange.Find(Text(query, "montant")),
        Tri = Enum.TryParse<MarchesPassesOrder>(Text(query, "tri"), ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : MarchesPassesOrder.Pertinence,
        Page = int.TryParse(Text(query, "p"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is >= 1 and <= 500 ? page : 1,
    };

    /// <summary>The same search without one condition, or one value of it; first page.</summary>
    public MarchesPassesFilter Without(string name, string? value = null)
    {
        IReadOnlyList<string> Rest(IReadOnlyList<string> values) => value is null ? [] : [.. values.Where(kept => kept != value)];
        var first = this with { Page = 1 };
        return name switch
        {
            "q" => first with { Words = "" },
            "acheteur" => first with { Acheteur = "" },
            "montant" => first with { Montant = null },
            "departement" => first with { Departements = Rest(Departements) },
            "cpv" => first with { CpvPrefixes = Rest(CpvPrefixes) },
            "annee" => first with { Annees = Rest(Annees) },
            "procedure" => first with { Procedures = Rest(Procedures) },
            "sociale" => first with { Sociales = Rest(Sociales) },
            _ => first with { Environnementales = Rest(Environnementales) },
        };
    }

    public string On(string path)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in Pairs())
            query.Add(name, value);
        return path + query.ToQueryString();
    }

    private IEnumerable<(string, string)> Pairs()
    {
        if (Words.Length > 0)
            yield return ("q", Words);
        if (Acheteur.Length > 0)
            yield return ("acheteur", Acheteur);
        foreach (var (name, values) in Lists)
            foreach (var value in values)
                yield return (name, value);
        if (Montant is { } range)
            yield return ("montant", range.Key);
        if (Tri != MarchesPassesOrder.Pertinence)
            yield return ("tri", Tri.ToString());
        if (Page > 1)
            yield return ("p", Page.ToString(CultureInfo.InvariantCulture));
    }

    private static string Text(IQueryCollection query, string name)
    {
        var text = query.TryGetValue(name, out var values) ? (values[0] ?? "").Trim() : "";
        return text.Length <= LongestWords ? text : text[..(LongestWords + 1)];
    }

    private static List<string> Several(IQueryCollection query, string name, Func<string, string?> read) => query.TryGetValue(name, out var values)
        ? [.. values.Take(Most).Select(value => read(value?.Trim() ?? "")).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        : [];

    private static string? Slug(string value) => value.Length is > 0 and <= 100 && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? value : null;
}
