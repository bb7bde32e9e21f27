using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>Which consultations of the region are asked for. On the site of an entité only its own are there.</summary>
internal sealed record SearchFilters
{
    public const string Open = "ouvertes";
    public const string Closed = "closes";
    public const string All = "toutes";

    /// <summary>Words that must all be in it.</summary>
    public string Words { get; init; } = "";

    /// <summary>Digits that one of its codes begins with; empty for any.</summary>
    public string CpvPrefix { get; init; } = "";
    public IReadOnlyList<string> Departements { get; init; } = [];

    /// <summary>SIREN of an EPCI, or empty.</summary>
    public string Epci { get; init; } = "";

    /// <summary>Id of a tenant, or null.</summary>
    public int? Acheteur { get; init; }
    public string State { get; init; } = Open;

    public IReadOnlyList<string> WordList => Folded.Of(Words).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

internal sealed class PublicSearch(MegalisDb db, TenantContext tenant, TenantStore tenants, TimeProvider clock)
{
    public IQueryable<ConsultationPublic> Where(SearchFilters filters)
    {
        var now = clock.GetUtcNow();
        var rows = Visible();
        foreach (var word in filters.WordList)
            rows = rows.Where(p => p.Folded.Contains(word));
        if (filters.CpvPrefix.Length > 0)
        {
            var prefix = " " + filters.CpvPrefix;
            rows = rows.Where(p => p.Cpv.Contains(prefix));
        }

        if (filters.Departements.Count > 0)
            rows = rows.Where(p => filters.Departements.Contains(p.Departement));
        if (filters.Epci.Length > 0)
            rows = rows.Where(p => p.Epci == filters.Epci);
        if (filters.Acheteur is { } acheteur)
            rows = rows.Where(p => p.TenantId == acheteur);
        return filters.State switch
        {
            SearchFilters.All => rows,
            SearchFilters.Closed => rows.Where(p => p.Deadline < now || p.Status != PublicStatus.Published),
            _ => rows.Where(p => p.Deadline >= now && p.Status == PublicStatus.Published),
        };
    }

    /// <summary>The first deadline that is still to pass among what is asked for; null when there is none.</summary>
    public Task<DateTimeOffset?> NextDeadlineAsync(SearchFilters filters, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return Where(filters with { State = SearchFilters.All }).Where(p => p.Deadline >= now)
            .OrderBy(p => p.Deadline).Select(p => (DateTimeOffset?)p.Deadline).FirstOrDefaultAsync(stop);
    }

    /// <summary>What ends soonest comes first while it can be answered; what ended last, when it cannot.</summary>
    public static IOrderedQueryable<ConsultationPublic> InOrder(IQueryable<ConsultationPublic> rows, SearchFilters filters, string? sort) => (sort, filters.State) switch
    {
        ("recentes", _) => rows.OrderByDescending(p => p.PublishedAt).ThenBy(p => p.ConsultationId),
        (_, SearchFilters.Open) => rows.OrderBy(p => p.Deadline).ThenBy(p => p.ConsultationId),
        _ => rows.OrderByDescending(p => p.Deadline).ThenBy(p => p.ConsultationId),
    };

    /// <summary>Who has published, for the filter.</summary>
    public async Task<IReadOnlyList<(int Id, string Name)>> AcheteursAsync(CancellationToken stop) =>
        [.. (await Visible().GroupBy(p => p.TenantId).Select(g => new { Id = g.Key, Name = g.Max(p => p.Acheteur)! }).ToListAsync(stop))
            .OrderBy(a => Folded.Of(a.Name), StringComparer.Ordinal).Select(a => (a.Id, a.Name))];

    private IQueryable<ConsultationPublic> Visible()
    {
        var rows = db.Set<ConsultationPublic>().AsNoTracking();
        if (!tenant.Tenant.IsDefault)
        {
            var own = tenant.Tenant.Id;
            return rows.Where(p => p.TenantId == own);
        }

        // The page of a consultation is not there either while its buyer's site is closed.
        var hidden = tenants.All.Where(t => t.State != TenantState.Running || !t.Has(ProcurementFeature.Id)).Select(t => t.Id).ToList();
        return rows.Where(p => !hidden.Contains(p.TenantId));
    }
}
