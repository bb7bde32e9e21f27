using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.TellPeople;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.CancelConsultation;

/// <summary>Declares a published consultation sans suite, for a reason that the companies read (R. 2185-2).</summary>
[RequirePermission(ProcurementPermissions.Publish)]
internal sealed class CancelConsultationModel(MegalisDb db, ConsultationActs acts, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>How many people are told.</summary>
    public int Told { get; private set; }

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop) =>
        await LoadAsync(reference, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        if (Consultation.Cancel(Reason, acts.Author, clock.GetUtcNow()) is { } refusal)
            return Refused(string.IsNullOrWhiteSpace(Reason) ? refusal.On("Reason") : refusal);
        try
        {
            await acts.CancelledAsync(Consultation, stop);
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            await LoadAsync(reference, stop);
            return Refused(Consultation.Cancelled is null
                ? new Refusal("Un collègue vient de modifier cette consultation : vérifiez votre motif, puis recommencez.")
                : new Refusal("Un collègue vient de déclarer cette consultation sans suite."));
        }

        TempData.Say(T["La consultation {0} est sans suite.", reference] + " " + ToldWords.Have(Told));
        return Redirect($"/achats/{reference}");
    }

    private async Task<bool> LoadAsync(string reference, CancellationToken stop)
    {
        if (await db.FindConsultationAsync(reference, stop) is not { IsDraft: false } consultation)
            return false;
        Consultation = consultation;
        Told = (await db.IdentifiedRetraitsAsync(consultation.Id, stop)).Count;
        return true;
    }
}
