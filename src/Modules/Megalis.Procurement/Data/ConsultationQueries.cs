using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Data;

/// <summary>The few questions that several pages ask of the same tables.</summary>
internal static class ConsultationQueries
{
    /// <summary>A consultation of this tenant with lots, documents and facts; null when there is none of that reference.</summary>
    public static Task<Consultation?> FindConsultationAsync(this MegalisDb db, string? reference, CancellationToken stop = default) =>
        db.Set<Consultation>().WithParts().SingleOrDefaultAsync(c => c.Reference == reference, stop);

    public static IQueryable<Consultation> WithParts(this IQueryable<Consultation> consultations) => consultations
        .Include(c => c.Lots.OrderBy(l => l.Number))
        .Include(c => c.Facts)
        .Include(c => c.DceFiles).ThenInclude(f => f.Versions)
        .AsSplitQuery();

    /// <summary>Those that stand where <paramref name="status"/> says at that instant: the same answer as <see cref="Consultation.StatusAt"/>.</summary>
    public static IQueryable<Consultation> In(this IQueryable<Consultation> consultations, ConsultationStatus status, DateTimeOffset now)
    {
        var published = consultations.Where(c => c.Facts.Any(f => f.Kind == FactKind.Published) && !c.Facts.Any(f => f.Kind == FactKind.Cancelled));
        return status switch
        {
            ConsultationStatus.Draft => consultations.Where(c => c.Facts.Count == 0),
            ConsultationStatus.Cancelled => consultations.Where(c => c.Facts.Any(f => f.Kind == FactKind.Cancelled)),
            ConsultationStatus.Opened => published.Where(c => c.Facts.Any(f => f.Kind == FactKind.Opened)),
            ConsultationStatus.Closed => published.Where(c => c.Deadline < now && !c.Facts.Any(f => f.Kind == FactKind.Opened)),
            _ => published.Where(c => c.Deadline >= now && !c.Facts.Any(f => f.Kind == FactKind.Opened)),
        };
    }

    /// <summary>
    /// Those who took the DCE by name and want to be told, each address once, with the id under which they may stop it.
    /// </summary>
    public static async Task<IReadOnlyList<(string Email, string Mark)>> IdentifiedRetraitsAsync(this MegalisDb db, string consultationId, CancellationToken stop = default) =>
        [.. (await db.Set<Retrait>().Where(r => r.ConsultationId == consultationId && r.EmailFolded != "")
                .GroupBy(r => r.EmailFolded).Where(g => !g.Any(r => r.StoppedAt != null))
                .Select(g => new { Email = g.Min(r => r.Email)!, Mark = g.Min(r => r.Id)! }).ToListAsync(stop))
            .Select(r => (r.Email, r.Mark))];
}
