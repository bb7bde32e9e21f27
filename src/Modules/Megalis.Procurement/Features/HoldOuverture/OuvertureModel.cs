using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>
/// The session in which plis are opened: after the deadline, by as many holders as the consultation sets, each confirming from
/// their own account (CCP R. 2132-9, al. 2; arrêté ECOM1831552A, article 2, I).
/// </summary>
[RequirePermission(ProcurementPermissions.Open)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class OuvertureModel(MegalisDb db, PlisOpener opener, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;
    public IReadOnlyList<Presence> Present { get; private set; } = [];

    /// <summary>Known only once they are opened: before, their number is nobody's to know.</summary>
    public OuvertureState Plis { get; private set; } = OuvertureState.Unknown;
    public IReadOnlyList<Ouverture> Sessions { get; private set; } = [];

    /// <summary>Why the room is closed, or null.</summary>
    public Refusal? Closed => Consultation.Opened is null ? ConsultationRules.Open(Consultation.AsFacts(), Everybody, clock.GetUtcNow()) : null;

    /// <summary>There is something to open, now or still.</summary>
    public bool IsToOpen => Consultation.Opened is null || Plis.Waiting.Count > 0;

    public bool AmPresent => Present.Any(p => p.AccountId == CurrentUser.AccountId);
    public int Missing => Math.Max(0, Consultation.OpeningQuorum - Present.Count);
    public string BuyerName => Tenant.DisplayName;

    /// <summary>Enough people for any quorum: leaves only the reasons that do not hang on who is there.</summary>
    private static readonly IReadOnlyList<string> Everybody = [.. Enumerable.Range(0, OuvertureRule.MostHolders).Select(i => $"{i}")];

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop) =>
        await LoadAsync(reference, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostPresentAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        if (Closed is { } closed)
            return Refused(closed);
        await opener.ConfirmAsync(Consultation, stop);
        return LocalRedirect($"/achats/{Consultation.Reference}/ouverture");
    }

    public async Task<IActionResult> OnPostOpenAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        if (await opener.OpenAsync(Consultation.Id, stop) is { } refusal)
            return Refused(refusal);
        return LocalRedirect($"/achats/{Consultation.Reference}/ouverture");
    }

    private async Task<bool> LoadAsync(string reference, CancellationToken stop)
    {
        if (await db.Set<Consultation>().Include(c => c.Facts).AsNoTracking().SingleOrDefaultAsync(c => c.Reference == reference, stop) is not { Published: not null } consultation)
            return false;
        Consultation = consultation;
        Present = await opener.PresentAsync(consultation.Id, stop);
        if (consultation.Opened is null)
            return true;
        Sessions = await Ouvertures.OfAsync(db, consultation, stop);
        Plis = OuvertureState.Of(await db.Set<Pli>().Include(p => p.Files).AsNoTracking().Where(p => p.ConsultationId == consultation.Id).ToListAsync(stop));
        return true;
    }
}
