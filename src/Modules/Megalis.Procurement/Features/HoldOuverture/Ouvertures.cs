using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>The sessions in which the plis of a consultation were opened, the first first.</summary>
internal static class Ouvertures
{
    public static async Task<IReadOnlyList<Ouverture>> OfAsync(MegalisDb db, Consultation consultation, CancellationToken stop)
    {
        var sessions = await db.Set<Ouverture>().AsNoTracking().Where(o => o.ConsultationId == consultation.Id).OrderBy(o => o.At).ToListAsync(stop);
        // An opening of before sessions were kept is told by its fact.
        if (consultation.Opened is { } first && sessions.TrueForAll(o => o.At != first.At))
            sessions.Insert(0, new Ouverture { ConsultationId = consultation.Id, At = first.At, By = first.By, ByName = first.ByName, Present = first.Reason });
        return sessions;
    }
}
