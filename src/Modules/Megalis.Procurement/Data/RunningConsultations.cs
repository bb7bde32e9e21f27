using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Data;

/// <summary>
/// Keeps the salle des marchés on while companies may still hand plis in, or plis wait to be opened: a profil d'acheteur that
/// is gone before the published deadline breaks the procedure. On the portal all of the region's count.
/// </summary>
internal sealed class RunningConsultations(MegalisDb db, TimeProvider clock) : IKeepOn
{
    private const int Named = 10;

    public async Task<Refusal?> WhyNotOffAsync(Tenant tenant, CancellationToken stop)
    {
        var references = tenant.IsDefault ? await OfRegionAsync(stop) : await OfTenantAsync(stop);
        if (references.Count == 0)
            return null;
        var names = string.Join(", ", references.Take(Named)) + (references.Count > Named ? "…" : "");
        return references.Count == 1
            ? new Refusal("La salle des marchés reste en service : la consultation {0} reçoit des plis, ou en a qui ne sont pas ouverts. Attendez sa date limite et ouvrez ses plis, ou déclarez-la sans suite.", names)
            : new Refusal("La salle des marchés reste en service : les consultations {0} reçoivent des plis, ou en ont qui ne sont pas ouverts. Attendez leur date limite et ouvrez leurs plis, ou déclarez-les sans suite.", names);
    }

    private async Task<IReadOnlyList<string>> OfTenantAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var open = db.Set<Consultation>().In(ConsultationStatus.Published, now).Select(c => c.Reference);
        var waiting = db.Set<Consultation>().In(ConsultationStatus.Closed, now).Where(c => db.Set<Pli>().Any(p => p.ConsultationId == c.Id)).Select(c => c.Reference);
        return [.. (await open.OrderBy(r => r).Take(Named + 1).ToListAsync(stop)).Concat(await waiting.OrderBy(r => r).Take(Named + 1).ToListAsync(stop)).Take(Named + 1)];
    }

    /// <summary>Their buyers open plis on their own sites; the portal is where companies hand them in.</summary>
    private async Task<IReadOnlyList<string>> OfRegionAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return await db.Set<ConsultationPublic>().AsNoTracking().Where(p => p.Status == PublicStatus.Published && p.Deadline >= now)
            .OrderBy(p => p.Reference).Select(p => p.Reference).Take(Named + 1).ToListAsync(stop);
    }
}
