using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>
/// The database's plain list, for the time in which there is no index: parts of words, no expressions. On the site of an entité only
/// its own consultations are there.
/// </summary>
internal sealed class PublicSearch(MegalisDb db, TenantContext tenant, TenantStore tenants, TimeProvider clock)
{
    private const int MostWords = 20;

    /// <summary>Words that must all be in it.</summary>
    public static IReadOnlyList<string> WordsOf(ConsultationCriteria criteria) =>
        [.. Folded.Of(criteria.Words).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];

    public IQueryable<ConsultationPublic> Where(ConsultationCriteria criteria)
    {
        var rows = OfKind(InPlace(InState(Visible(), criteria), criteria), criteria);
        foreach (var word in WordsOf(criteria))
            rows = rows.Where(p => p.Folded.Contains(word));
        if (criteria.Trade is not { } trade)
            return rows;
        var (words, codes) = (trade.Words.Select(Folded.Of).ToList(), trade.CpvPrefixes.Select(prefix => " " + prefix).ToList());
        return rows.Where(p => words.Any(word => p.Folded.Contains(word)) || codes.Any(code => p.Cpv.Contains(code)));
    }

    /// <summary>The first deadline that is still to pass among what is asked for; null when there is none.</summary>
    public Task<DateTimeOffset?> NextDeadlineAsync(ConsultationCriteria criteria, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return Where(criteria with { State = CriteriaState.All }).Where(p => p.Deadline >= now)
            .OrderBy(p => p.Deadline).Select(p => (DateTimeOffset?)p.Deadline).FirstOrDefaultAsync(stop);
    }

    /// <summary>What ends soonest comes first while it can be answered; what ended last, when it cannot.</summary>
    public static IOrderedQueryable<ConsultationPublic> InOrder(IQueryable<ConsultationPublic> rows, ConsultationCriteria criteria) => (criteria.Order, criteria.State) switch
    {
        (CriteriaOrder.Publication, _) => rows.OrderByDescending(p => p.PublishedAt).ThenBy(p => p.ConsultationId),
        (_, CriteriaState.Open) => rows.OrderBy(p => p.Deadline).ThenBy(p => p.ConsultationId),
        _ => rows.OrderByDescending(p => p.Deadline).ThenBy(p => p.ConsultationId),
    };

    /// <summary>Who has published, for the filter.</summary>
    public async Task<IReadOnlyList<AcheteurChoice>> AcheteursAsync(CancellationToken stop) =>
        [.. (await Visible().GroupBy(p => p.TenantId).Select(g => new { Id = g.Key, Name = g.Max(p => p.Acheteur)! }).ToListAsync(stop))
            .OrderBy(a => Folded.Of(a.Name), StringComparer.Ordinal).Select(a => new AcheteurChoice(a.Id, a.Name))];

    /// <summary>Tenants whose consultations nobody sees now: their page is not there either.</summary>
    public IReadOnlyList<int> Hidden => [.. tenants.All.Where(t => t.State != TenantState.Running || !t.Has(ProcurementFeature.Id)).Select(t => t.Id)];

    public IQueryable<ConsultationPublic> Visible()
    {
        var rows = db.Set<ConsultationPublic>().AsNoTracking();
        if (!tenant.Tenant.IsDefault)
        {
            var own = tenant.Tenant.Id;
            return rows.Where(p => p.TenantId == own);
        }

        var hidden = Hidden;
        return hidden.Count == 0 ? rows : rows.Where(p => !hidden.Contains(p.TenantId));
    }

    private IQueryable<ConsultationPublic> InState(IQueryable<ConsultationPublic> rows, ConsultationCriteria criteria)
    {
        var now = clock.GetUtcNow();
        rows = criteria.State switch
        {
            CriteriaState.All => rows,
            CriteriaState.Closed => rows.Where(p => p.Deadline < now || p.Status != PublicStatus.Published),
            _ => rows.Where(p => p.Deadline >= now && p.Status == PublicStatus.Published),
        };
        if (criteria.After is { } after && Midnight(after) is var from)
            rows = rows.Where(p => p.Deadline >= from);
        if (criteria.Before is { } before && Midnight(before.AddDays(1)) is var to)
            rows = rows.Where(p => p.Deadline < to);
        if (criteria.PublishedSince is { } since)
            rows = rows.Where(p => p.PublishedAt >= since);
        if (criteria.Days is { } days && now.AddDays(days) is var last)
            rows = rows.Where(p => p.Deadline >= now && p.Deadline <= last);
        return rows;
    }

    private static IQueryable<ConsultationPublic> InPlace(IQueryable<ConsultationPublic> rows, ConsultationCriteria criteria)
    {
        var places = CriteriaPlaces.Of(criteria);
        if (places.IsEmpty)
            return rows;
        var (departements, epcis) = (places.Departements, places.Epcis);
        var communes = places.Communes.Concat(places.PostalCodes.SelectMany(code => Localities.CommunesAt(code)).Select(c => c.Code)).Distinct().ToList();
        return rows.Where(p => departements.Contains(p.Departement) || epcis.Contains(p.Epci) || communes.Contains(p.CommuneInsee));
    }

    private static IQueryable<ConsultationPublic> OfKind(IQueryable<ConsultationPublic> rows, ConsultationCriteria criteria)
    {
        if (criteria.CpvPrefixes.Count > 0 && CriteriaQuestion.Leaves(criteria.CpvPrefixes).Select(prefix => " " + prefix).ToList() is var codes)
            rows = rows.Where(p => codes.Any(code => p.Cpv.Contains(code)));
        if (criteria.Natures.Count > 0 && criteria.Natures.Select(IndexName<Nature>.Find).ToList() is var natures)
            rows = rows.Where(p => natures.Contains((Nature?)p.Nature));
        if (criteria.Procedures.Count > 0 && criteria.Procedures.Select(IndexName<Procedure>.Find).ToList() is var procedures)
            rows = rows.Where(p => procedures.Contains((Procedure?)p.Procedure));
        if (criteria.Acheteurs.Count > 0 && criteria.Acheteurs.Select(a => a.Id).ToList() is var acheteurs)
            rows = rows.Where(p => acheteurs.Contains(p.TenantId));
        if (criteria.Sociales.Count > 0 && criteria.Sociales.Select(name => IndexName<ConsiderationSociale>.Find(name)!.Value.ToString()).ToList() is var sociales)
            rows = rows.Where(p => sociales.Any(clause => p.ConsiderationsSociales.Contains(clause)));
        if (criteria.Environnementales.Count > 0 && criteria.Environnementales.Select(name => IndexName<ConsiderationEnvironnementale>.Find(name)!.Value.ToString()).ToList() is var environnementales)
            rows = rows.Where(p => environnementales.Any(clause => p.ConsiderationsEnvironnementales.Contains(clause)));
        return criteria.HasLots is { } lots ? rows.Where(p => p.Lots > 0 == lots) : rows;
    }

    private static DateTimeOffset Midnight(DateOnly day) => ParisTime.From(day.ToDateTime(TimeOnly.MinValue));
}
