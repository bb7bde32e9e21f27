using System.Text.RegularExpressions;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Megalis.Search.Contracts;
using Index = Megalis.Procurement.Contracts.ConsultationIndex;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>Which condition of a search a facet counts without.</summary>
internal enum CriteriaFacet
{
    None,
    Place,
    Cpv,
    Nature,
    Procedure,
    Acheteur,
    Sociale,
    Environnementale,
    Deadline,
    Lots,
}

/// <summary>What a search asks, in the terms of the index « consultations ».</summary>
internal static partial class CriteriaQuestion
{
    public static SearchRequest Of(ConsultationCriteria criteria, DateTimeOffset? now, IReadOnlyCollection<string> groups) => new()
    {
        Text = WithPrefixes(criteria.Words),
        Groups = groups,
        Filters = [.. Filters(criteria, now)],
        Order = OrderOf(criteria),
    };

    /// <param name="without">The facet whose own choice is left out, so that its other values can be counted.</param>
    public static IEnumerable<SearchFilter> Filters(ConsultationCriteria criteria, DateTimeOffset? now, CriteriaFacet without = CriteriaFacet.None)
    {
        if (criteria.Trade is { } trade)
            yield return OfTrade(trade);
        foreach (var filter in State(criteria, now))
            yield return filter;
        if (without != CriteriaFacet.Deadline)
            foreach (var filter in Deadlines(criteria, now))
                yield return filter;
        if (criteria.PublishedSince is { } since)
            yield return new SearchFilter.Between(Index.Publication, IndexDocument.Microseconds(since), null);
        if (without != CriteriaFacet.Place && Place(criteria) is { } place)
            yield return place;
        if (without != CriteriaFacet.Lots && criteria.HasLots is { } lots)
            yield return lots ? new SearchFilter.Between(Index.LotsNombre, 1, null) : new SearchFilter.Between(Index.LotsNombre, 0, 0);
        foreach (var (facet, field, values) in Choices(criteria))
            if (values.Count > 0 && facet != without)
                yield return new SearchFilter.AnyOf(field, values);
    }

    private static (CriteriaFacet Facet, string Field, IReadOnlyList<string> Values)[] Choices(ConsultationCriteria criteria) =>
    [
        (CriteriaFacet.Cpv, Index.Cpv, Leaves(criteria.CpvPrefixes)),
        (CriteriaFacet.Nature, Index.Nature, criteria.Natures),
        (CriteriaFacet.Procedure, Index.Procedure, criteria.Procedures),
        (CriteriaFacet.Acheteur, Index.Tenant, [.. criteria.Acheteurs.Select(a => a.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))]),
        (CriteriaFacet.Sociale, Index.Sociale, criteria.Sociales),
        (CriteriaFacet.Environnementale, Index.Environnementale, criteria.Environnementales),
    ];

    /// <summary>A deadline is kept to the microsecond: what ends at this very instant can still be answered.</summary>
    private static IEnumerable<SearchFilter> State(ConsultationCriteria criteria, DateTimeOffset? now)
    {
        if (criteria.State == CriteriaState.All)
            yield break;
        if (criteria.State == CriteriaState.Open)
            yield return new SearchFilter.AnyOf(Index.Etat, Index.EtatPublished);
        if (now is not { } instant)
            yield break;
        var micros = IndexDocument.Microseconds(instant);
        yield return criteria.State == CriteriaState.Open
            ? new SearchFilter.Between(Index.Limite, micros, null)
            : new SearchFilter.Either(new SearchFilter.Between(Index.Limite, null, micros - 1), new SearchFilter.NoneOf(Index.Etat, Index.EtatPublished));
    }

    private static IEnumerable<SearchFilter> Deadlines(ConsultationCriteria criteria, DateTimeOffset? now)
    {
        if (criteria.After is { } after)
            yield return new SearchFilter.Between(Index.Limite, Midnight(after), null);
        if (criteria.Before is { } before)
            yield return new SearchFilter.Between(Index.Limite, null, Midnight(before.AddDays(1)) - 1);
        if (criteria.Days is { } days && now is { } instant)
            yield return new SearchFilter.Between(Index.Limite, IndexDocument.Microseconds(instant), IndexDocument.Microseconds(instant.AddDays(days)));
    }

    private static long Midnight(DateOnly day) => IndexDocument.Microseconds(ParisTime.From(day.ToDateTime(TimeOnly.MinValue)));

    /// <summary>« cpv:45261000 », or a code's eight digits alone, mean everything below it: the index holds codes without the zeros at their end.</summary>
    public static string WithPrefixes(string words) => WholeCode().Replace(words, match =>
        Cpv.TryParse(match.Groups["digits"].Value, out var code) && CpvNomenclature.BuiltIn.LabelOf(code.Division) is not null ? $"{Index.Cpv}:{code.Prefix}" : match.Value);

    [GeneratedRegex(@"(?<![^\s(+-])(cpv:)?(?<digits>[0-9]{8})(-[0-9])?(?![^\s)])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WholeCode();

    /// <summary>A code whose part is chosen too stands for that part alone, as with places.</summary>
    public static IReadOnlyList<string> Leaves(IReadOnlyList<string> prefixes) =>
        [.. prefixes.Where(prefix => !prefixes.Any(other => other.Length > prefix.Length && other.StartsWith(prefix, StringComparison.Ordinal)))];

    /// <summary>One of its words, or one of its codes.</summary>
    private static SearchFilter.Either OfTrade(Trade trade) => new(
    [
        .. trade.Words.Count == 0 ? [] : new SearchFilter[] { new SearchFilter.Matching(Expression(trade)) },
        new SearchFilter.AnyOf(Index.Cpv, trade.CpvPrefixes),
    ]);

    /// <summary>« "couverture" OR "étanchéité toiture" »: what marks the words in a result too.</summary>
    public static string Expression(Trade trade) => string.Join(" OR ", trade.Words.Select(Quoted));

    private static string Quoted(string words) => $"\"{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static SearchFilter? Place(ConsultationCriteria criteria)
    {
        var places = CriteriaPlaces.Of(criteria);
        var filters = new (string Field, IReadOnlyList<string> Values)[]
        {
            (Index.Departement, places.Departements), (Index.Epci, places.Epcis), (Index.Commune, places.Communes), (Index.Postal, places.PostalCodes),
        }.Where(f => f.Values.Count > 0).Select(f => new SearchFilter.AnyOf(f.Field, f.Values)).ToList();
        return filters.Count switch { 0 => null, 1 => filters[0], _ => new SearchFilter.Either(filters) };
    }

    private static SearchOrder OrderOf(ConsultationCriteria criteria) => criteria switch
    {
        { Order: CriteriaOrder.Publication } => new SearchOrder(Index.Publication),
        { Order: CriteriaOrder.Default, Words.Length: > 0 } => new SearchOrder(),
        { State: CriteriaState.Open } => new SearchOrder(Index.Limite, Descending: false),
        _ => new SearchOrder(Index.Limite),
    };
}
