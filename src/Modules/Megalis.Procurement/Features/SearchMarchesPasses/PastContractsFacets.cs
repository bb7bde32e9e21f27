using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Procurement.Features.SearchConsultations;
using Index = Megalis.Procurement.Contracts.MarchePasseIndex;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

/// <summary>What was found among past contracts, as choices with their counts. What is chosen is always among them.</summary>
internal sealed class PastContractsFacets(MarchesPassesFilter filter, PastContractsFound found, CpvNomenclature nomenclature, Texts t)
{
    private readonly FacetTable _counts = new(found.Facets, found.HasCounts);

    /// <param name="withPlaces">False on the site of an entité, whose contracts are all near.</param>
    public IReadOnlyList<Facet> All(bool withPlaces) =>
    [
        .. new[]
        {
            withPlaces ? Listed(t["Département"], Index.Departement, filter.Departements, LabelOfPlace, 8) : new Facet("", []),
            Codes(),
            Amounts(),
            Listed(t["Année de notification"], Index.Annee, filter.Annees, value => value, 6),
            Listed(t["Procédure"], Index.Procedure, filter.Procedures, LabelOf<Procedure>, 6),
            Listed(t["Clauses sociales"], Index.Sociale, filter.Sociales, LabelOf<ConsiderationSociale>, 6),
            Listed(t["Clauses environnementales"], Index.Environnementale, filter.Environnementales, LabelOf<ConsiderationEnvironnementale>, 6),
        }.Where(facet => facet.Choices.Count > 0),
    ];

    /// <summary>« Morbihan (56) »; elsewhere in France the code is all that is known.</summary>
    public static string LabelOfPlace(string code) => Localities.FindDepartement(code) is { } known ? $"{known.Name} ({code})" : code;

    public string LabelOfCode(string prefix) => CpvTree.LabelOf(prefix, nomenclature);

    /// <summary>The official label; what buyers wrote instead, with its hyphens as spaces.</summary>
    public static string LabelOf<T>(string value) where T : struct, Enum
    {
        foreach (var term in OfficialList<T>.All)
            if (ConsultationIndex.NameOf(term.Value) == value)
                return term.Label;
        var words = value.Replace('-', ' ');
        return words.Length > 0 ? char.ToUpper(words[0], Texts.French) + words[1..] : words;
    }

    private Facet Listed(string legend, string name, IReadOnlyList<string> chosen, Func<string, string> label, int shown) => new(legend,
    [
        .. from value in _counts.Values(name).Select(v => v.Value).Union(chosen)
           let isOn = chosen.Contains(value)
           let count = _counts.CountOf(name, value)
           orderby isOn descending, name == Index.Annee ? value : "" descending, count descending
           select new FacetChoice(name, value, label(value), count, isOn),
    ], shown);

    private Facet Codes() =>
        new(t["Nature des travaux, fournitures ou services (CPV)"], [.. new CpvTree(_counts, Index.Cpv, filter.CpvPrefixes, nomenclature).Choices], 8);

    private Facet Amounts() => new(t["Montant hors taxes"],
    [
        new("montant", "", t["Tous"], null, filter.Montant is null),
        .. AmountRange.All.Select(range => new FacetChoice("montant", range.Key, t[range.Label], _counts.CountOf(PastContractsCounts.Amount, range.Key), filter.Montant == range)),
    ], IsSingle: true);
}
