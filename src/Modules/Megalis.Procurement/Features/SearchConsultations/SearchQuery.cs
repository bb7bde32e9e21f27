using System.Globalization;
using Megalis.Kernel.Identifiers;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The words of the address: everything that is searched can be bookmarked, sent and followed as a feed.</summary>
internal sealed class SearchQuery
{
    [FromQuery(Name = "q")]
    public string? Words { get; set; }

    [FromQuery(Name = "cpv")]
    public string? Cpv { get; set; }

    [FromQuery(Name = "dep")]
    public string[]? Departements { get; set; }

    [FromQuery(Name = "epci")]
    public string? Epci { get; set; }

    [FromQuery(Name = "acheteur")]
    public int? Acheteur { get; set; }

    [FromQuery(Name = "etat")]
    public string? State { get; set; }

    [FromQuery(Name = "tri")]
    public string? Sort { get; set; }

    /// <summary>What is not understood filters nothing.</summary>
    public SearchFilters ToFilters() => new()
    {
        Words = Words?.Trim() ?? "",
        CpvPrefix = Domain.Cpv.TryParsePrefix((Cpv ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "", out var prefix) ? prefix : "",
        Departements = [.. (Departements ?? []).Where(d => Localities.FindDepartement(d) is not null).Distinct().Order(StringComparer.Ordinal)],
        Epci = Localities.FindEpci(Epci)?.Siren ?? "",
        Acheteur = Acheteur,
        State = State is SearchFilters.Closed or SearchFilters.All ? State : SearchFilters.Open,
    };

    /// <summary>The same search, without <paramref name="name"/> (or without one <paramref name="value"/> of it).</summary>
    public string Without(string name, string? value = null, string path = "/marches")
    {
        var query = new QueryBuilder();
        foreach (var (key, text) in Pairs().Where(p => p.Key != name || (value is not null && p.Value != value)))
            query.Add(key, text);
        return path + query.ToQueryString();
    }

    public string On(string path) => Without("", path: path);

    private IEnumerable<KeyValuePair<string, string>> Pairs()
    {
        foreach (var (key, value) in new[] { ("q", Words), ("cpv", Cpv), ("epci", Epci), ("acheteur", Acheteur?.ToString(CultureInfo.InvariantCulture)), ("etat", State), ("tri", Sort) })
            if (!string.IsNullOrWhiteSpace(value))
                yield return new(key, value);
        foreach (var departement in Departements ?? [])
            yield return new("dep", departement);
    }
}
