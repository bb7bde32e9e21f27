using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>On the desk: closed consultations whose plis this person may help to open.</summary>
internal sealed class OuverturesDesk(MegalisDb db, CurrentUser user, Texts t, TimeProvider clock) : IDeskSource
{
    public async Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken stop)
    {
        if (!await user.MayAsync(ProcurementPermissions.Open, stop))
            return [];
        var rows = await db.Set<Consultation>().In(ConsultationStatus.Closed, clock.GetUtcNow())
            .OrderBy(c => c.Deadline).Take(50).Select(c => new { c.Reference, c.Objet, c.Deadline }).ToListAsync(stop);
        return [.. rows.Select(r => new Waiting(t["Plis à ouvrir"], r.Objet, $"/achats/{r.Reference}/ouverture", "envelope-open", r.Deadline!.Value, "/achats"))];
    }
}
