using Megalis.Procurement.Features.SearchConsultations;

namespace Megalis.Procurement.Contracts;

/// <summary>
/// Asks for consultations as a visitor of the tenant of this scope would: on the portal those of the region whose buyers' sites are
/// open, on the site of an entité its own. Scoped.
/// </summary>
public sealed class ConsultationSearch
{
    private readonly ConsultationFinder _finder;

    internal ConsultationSearch(ConsultationFinder finder) => _finder = finder;

    /// <param name="skip">How many to pass over; the page of the criteria is not looked at.</param>
    /// <param name="take">At most 1,000; 0 counts only.</param>
    /// <param name="withFacets">Counts for each choice cost a question each.</param>
    public Task<ConsultationsFound> FindAsync(ConsultationCriteria criteria, int skip, int take, bool withFacets = false, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 1000);
        return _finder.FindAsync(criteria, skip, take, withFacets, stop);
    }
}
