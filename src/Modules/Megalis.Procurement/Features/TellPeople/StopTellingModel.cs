using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.TellPeople;

/// <summary>
/// Stops the mails about one consultation. Mail programs post here by themselves (RFC 8058), without a form of ours, so
/// that no token can be asked; the id of the retrait is the proof.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class StopTellingModel(OwnerScope owner, TimeProvider clock) : MegalisPage
{
    public string Reference { get; private set; } = "";
    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync(string reference, string? r, CancellationToken stop)
    {
        Reference = reference;
        await using var owned = await owner.EnterAsync(reference, stop);
        return owned is null || await FindAsync(owned, r, stop) is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(string reference, string? r, CancellationToken stop)
    {
        Reference = reference;
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null || await FindAsync(owned, r, stop) is not { } retrait)
            return NotFound();
        var (now, consultation, email) = (clock.GetUtcNow(), retrait.ConsultationId, retrait.EmailFolded);
        await owned.Db.UpdateWhereAsync<Retrait>(
            x => x.ConsultationId == consultation && x.EmailFolded == email && x.StoppedAt == null,
            set => set.Set(x => x.StoppedAt, now), stop);
        IsDone = true;
        return Page();
    }

    private static Task<Retrait?> FindAsync(OwnedConsultation owned, string? id, CancellationToken stop) =>
        owned.Db.Set<Retrait>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.ConsultationId == owned.Public.ConsultationId && r.EmailFolded != "", stop);
}
