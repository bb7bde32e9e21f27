using System.Globalization;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ImportCpv;
using Index = Megalis.Procurement.Contracts.ConsultationIndex;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>One choice of a facet.</summary>
/// <param name="Count">What it would give; null when nothing counts (no index).</param>
/// <param name="Level">0, or deeper below the choice before it.</param>
internal sealed record FacetChoice(string Name, string Value, string Label, long? Count, bool IsOn, int Level = 0)
{
    /// <summary>Of the box, unique on the page.</summary>
    public string Id => $"f-{Name}-{(Value.Length == 0 ? "tous" : Value)}";
}

/// <summary>Choices of one kind; what comes after the first <paramref name="Shown"/> is folded.</summary>
/// <param name="IsSingle">One of them, not several.</param>
internal sealed record Facet(string Legend, IReadOnlyList<FacetChoice> Choices, int Shown = 12, bool IsSingle = false);

/// <summary>What a search found, as choices with their counts. What is chosen is always among them.</summary>
internal sealed class SearchFacets(ConsultationCriteria criteria, ConsultationsFound found, Texts t)
{
    private const int MostParts = 15;

    private readonly FacetTable _counts = new(found.Facets, found.HasCounts);

    public Facet Places() => new(t["Lieu"], [.. Localities.Departements.SelectMany(Departement)], 40);

    public Facet Codes(CpvLists lists) => new(t["Domaine (CPV)"], [.. new CpvTree(_counts, Index.Cpv, criteria.CpvPrefixes, lists.Current).Choices], 10);

    public Facet Natures() => Labelled<Nature>(t["Type de marché"], "nature", Index.Nature, criteria.Natures, all: true);

    public Facet Procedures() => Labelled<Procedure>(t["Procédure"], "procedure", Index.Procedure, criteria.Procedures, all: false);

    public Facet Sociales() => Labelled<ConsiderationSociale>(t["Clauses sociales"], "sociale", Index.Sociale, criteria.Sociales, all: false);

    public Facet Environnementales() => Labelled<ConsiderationEnvironnementale>(t["Clauses environnementales"], "environnementale", Index.Environnementale, criteria.Environnementales, all: false);

    public Facet Acheteurs(TenantStore tenants)
    {
        var counted = _counts.Values(Index.Tenant).ToDictionary(v => int.Parse(v.Value, CultureInfo.InvariantCulture), v => (long?)v.Count);
        var shown = counted.Keys.Union(criteria.Acheteurs.Select(a => a.Id)).Select(tenants.Find).OfType<Tenant>();
        return new(t["Acheteur"],
        [
            .. from tenant in shown
               let isOn = criteria.Acheteurs.Any(a => a.Id == tenant.Id)
               let count = counted.GetValueOrDefault(tenant.Id, found.HasCounts ? 0 : null)
               orderby isOn descending, count descending, Folded.Of(tenant.DisplayName)
               select new FacetChoice("acheteur", tenant.Id.ToString(CultureInfo.InvariantCulture), tenant.DisplayName, count, isOn),
        ], 6);
    }

    public Facet Delays()
    {
        var counts = _counts.Values(FacetCounts.Delay).ToDictionary(v => v.Value, v => (long?)v.Count);
        var days = FacetCounts.Delays.Concat(criteria.Days is { } own ? [own] : []).Distinct().Order();
        return new(t["Date limite"],
        [
            new("delai", "", t["Toutes"], null, criteria.Days is null),
            .. days.Select(day => new FacetChoice("delai", day.ToString(CultureInfo.InvariantCulture), t["Dans les {0} jours", day], counts.GetValueOrDefault(day.ToString(CultureInfo.InvariantCulture)), criteria.Days == day)),
        ], IsSingle: true);
    }

    public Facet Lots()
    {
        var counts = _counts.Values(FacetCounts.Divided).ToDictionary(v => v.Value, v => (long?)v.Count);
        return new(t["Lots"],
        [
            new("lots", "", t["Avec ou sans"], null, criteria.HasLots is null),
            new("lots", "oui", t["Avec des lots"], counts.GetValueOrDefault("oui"), criteria.HasLots is true),
            new("lots", "non", t["Sans lots"], counts.GetValueOrDefault("non"), criteria.HasLots is false),
        ], IsSingle: true);
    }

    /// <summary>What is chosen and stands in no list: it must travel with the form all the same.</summary>
    public IEnumerable<KeyValuePair<string, string>> Unseen(IEnumerable<Facet> shown)
    {
        var seen = shown.SelectMany(facet => facet.Choices).Select(choice => (choice.Name, choice.Value)).ToHashSet();
        return CriteriaAddress.Pairs(criteria).Where(pair => pair.Key is not ("q" or "p" or "tri" or "apres" or "avant") && !seen.Contains((pair.Key, pair.Value)));
    }

    private IEnumerable<FacetChoice> Departement(Departement departement)
    {
        var isOn = criteria.Departements.Contains(departement.Code);
        yield return new("dep", departement.Code, $"{departement.Name} ({departement.Code})", _counts.CountOf(Index.Departement, departement.Code), isOn);
        var chosen = criteria.Epcis.Where(siren => CriteriaPlaces.IsIn(siren, departement.Code)).ToList();
        if (!isOn && chosen.Count == 0)
            yield break;
        var epcis = _counts.Values(Index.Epci).Select(v => v.Value).Where(siren => CriteriaPlaces.IsIn(siren, departement.Code)).Take(MostParts).Union(chosen);
        foreach (var choice in epcis.Select(Localities.FindEpci).OfType<Epci>().OrderBy(epci => Folded.Of(epci.Name), StringComparer.Ordinal).SelectMany(Epci))
            yield return choice;
    }

    private IEnumerable<FacetChoice> Epci(Epci epci)
    {
        var isOn = criteria.Epcis.Contains(epci.Siren);
        yield return new("epci", epci.Siren, epci.Name, _counts.CountOf(Index.Epci, epci.Siren), isOn, 1);
        if (!isOn)
            yield break;
        var communes = _counts.Values(Index.Commune).Select(v => v.Value).Where(epci.Members.Contains).Take(MostParts).Union(criteria.Communes.Where(epci.Members.Contains));
        foreach (var commune in communes.Select(Localities.FindCommune).OfType<Commune>().OrderBy(commune => Folded.Of(commune.Name), StringComparer.Ordinal))
            yield return new("insee", commune.Code, commune.Name, _counts.CountOf(Index.Commune, commune.Code), criteria.Communes.Contains(commune.Code), 2);
    }

    private Facet Labelled<T>(string legend, string name, string field, IReadOnlyList<string> chosen, bool all) where T : struct, Enum => new(legend,
    [
        .. from term in OfficialList<T>.All
           let value = Index.NameOf(term.Value)
           let count = _counts.CountOf(field, value)
           where value != "aucune" && (all || count > 0 || chosen.Contains(value) || (!found.HasCounts && typeof(T) == typeof(Procedure)))
           select new FacetChoice(name, value, term.Label, count, chosen.Contains(value)),
    ]);
}
