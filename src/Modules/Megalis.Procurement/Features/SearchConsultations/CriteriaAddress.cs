using System.Globalization;
using Megalis.Procurement.Contracts;
using Microsoft.AspNetCore.Http.Extensions;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The words of the address, written in one order: everything that is searched can be bookmarked, sent, followed and saved.</summary>
internal static class CriteriaAddress
{
    public const string Closed = "closes";
    public const string All = "toutes";
    public const string ByDeadline = "limite";
    public const string ByPublication = "recentes";

    public static string Of(ConsultationCriteria criteria)
    {
        var query = new QueryBuilder();
        foreach (var (key, value) in Pairs(criteria))
            query.Add(key, value);
        return query.ToQueryString().Value ?? "";
    }

    /// <summary>What forms must carry along, the page left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(ConsultationCriteria criteria) =>
        Single(criteria).Concat(Several(criteria)).Concat(criteria.Page > 1 ? [new("p", Number(criteria.Page))] : []);

    private static IEnumerable<KeyValuePair<string, string>> Single(ConsultationCriteria criteria)
    {
        if (criteria.Words.Length > 0)
            yield return new("q", criteria.Words);
        if (criteria.Trade is { } trade)
            yield return new("metier", trade.Key);
        if (criteria.State != CriteriaState.Open)
            yield return new("etat", criteria.State == CriteriaState.Closed ? Closed : All);
        if (criteria.After is { } after)
            yield return new("apres", Day(after));
        if (criteria.Before is { } before)
            yield return new("avant", Day(before));
        if (criteria.Days is { } days)
            yield return new("delai", Number(days));
        if (criteria.PublishedSince is { } since)
            yield return new("depuis", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
        if (criteria.HasLots is { } lots)
            yield return new("lots", lots ? "oui" : "non");
        if (criteria.Order != CriteriaOrder.Default)
            yield return new("tri", criteria.Order == CriteriaOrder.Deadline ? ByDeadline : ByPublication);
    }

    private static IEnumerable<KeyValuePair<string, string>> Several(ConsultationCriteria criteria) =>
        from pair in new (string Key, IEnumerable<string> Values)[]
        {
            ("dep", criteria.Departements),
            ("epci", criteria.Epcis),
            ("insee", criteria.Communes),
            ("commune", criteria.PostalCodes),
            ("cpv", criteria.CpvPrefixes),
            ("nature", criteria.Natures),
            ("procedure", criteria.Procedures),
            ("acheteur", criteria.Acheteurs.Select(a => Number(a.Id))),
            ("sociale", criteria.Sociales),
            ("environnementale", criteria.Environnementales),
        }
        from value in pair.Values
        select new KeyValuePair<string, string>(pair.Key, value);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
