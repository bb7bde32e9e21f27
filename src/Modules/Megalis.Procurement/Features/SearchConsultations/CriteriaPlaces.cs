using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Contracts;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>
/// Where a search looks. Places are one question: in any of them. A place whose part is chosen too stands for that part alone, as
/// someone who opens « Morbihan » and ticks « Vannes » means it.
/// </summary>
internal sealed record CriteriaPlaces(IReadOnlyList<string> Departements, IReadOnlyList<string> Epcis, IReadOnlyList<string> Communes, IReadOnlyList<string> PostalCodes)
{
    public bool IsEmpty => Departements.Count + Epcis.Count + Communes.Count + PostalCodes.Count == 0;

    public static CriteriaPlaces Of(ConsultationCriteria criteria)
    {
        var communes = criteria.Communes.Select(Localities.FindCommune).Concat(criteria.PostalCodes.SelectMany(code => Localities.CommunesAt(code))).OfType<Commune>().ToList();
        return new CriteriaPlaces(
            [.. criteria.Departements.Where(code => communes.TrueForAll(c => c.Departement != code) && !criteria.Epcis.Any(siren => IsIn(siren, code)))],
            [.. criteria.Epcis.Where(siren => communes.TrueForAll(c => c.EpciSiren != siren))],
            criteria.Communes,
            criteria.PostalCodes);
    }

    /// <summary>The EPCI has a commune in the département.</summary>
    public static bool IsIn(string epci, string departement) =>
        Localities.FindEpci(epci) is { } found && found.Members.Any(insee => Localities.FindCommune(insee)?.Departement == departement);
}
