using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.EditConsultation;
using Megalis.Procurement.Features.TellPeople;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ChangeDeadline;

/// <summary>Moves the deadline of a running consultation, for a reason, and tells who took the DCE by name (R. 2151-4).</summary>
[RequirePermission(ProcurementPermissions.Publish)]
internal sealed class ChangeDeadlineModel(MegalisDb db, ConsultationActs acts, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;

    [BindProperty]
    public string? Deadline { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public int Version { get; set; }

    public int Told { get; private set; }

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        Deadline = ConsultationForm.Of(Consultation).Deadline;
        Version = Consultation.Version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        if (ConsultationWriter.ReadDeadline(Deadline, out var wanted) is { } unread)
            return Refused(unread.On("Deadline"));
        IActionResult? refused = null;
        try
        {
            await db.TransactAsync(async () => refused = await ChangeHeldAsync(wanted, stop), stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            await LoadAsync(reference, stop);
            return Stale();
        }

        if (refused is not null)
            return refused;
        TempData.Say(T["La date limite est maintenant le {0}.", ParisTime.Full(wanted!.Value)] + " " + ToldWords.Have(Told));
        return Redirect($"/achats/{reference}");
    }

    /// <summary>
    /// The clock is read once nobody else may write: deposits of before have ended, later ones see the new deadline. Else an
    /// extension posted in time and written after the hour would leave plis marked late that were not.
    /// </summary>
    private async Task<IActionResult?> ChangeHeldAsync(DateTimeOffset? wanted, CancellationToken stop)
    {
        await db.HoldAsync<Consultation>(Consultation.Id, alone: true, stop);
        db.ChangeTracker.Clear();
        await LoadAsync(Consultation.Reference, stop);
        if (Version != Consultation.Version)
            return Stale();
        var (before, now) = (Consultation.Deadline!.Value, clock.GetUtcNow());
        if (Consultation.ChangeDeadline(wanted, Reason, now) is { } refusal)
            return Refused(refusal.On(wanted != before && string.IsNullOrWhiteSpace(Reason) && wanted > now ? "Reason" : "Deadline"));
        var sentence = $"La date limite passe du {ParisTime.Full(before)} au {ParisTime.Full(wanted!.Value)}. Motif : {Reason!.Trim()}";
        await acts.ChangedAsync(Consultation, "deadline-changed", [sentence], new { From = before, To = wanted, Reason = Reason.Trim() }, stop);
        await db.SaveChangesAsync(stop);
        return null;
    }

    private IActionResult Stale() => Stale(
        nameof(Version), Consultation.Version,
        new Refusal("Un collègue vient de modifier cette consultation. La date limite publiée est le {0} : vérifiez la vôtre, puis recommencez.", ParisTime.Full(Consultation.Deadline!.Value)).On("Deadline"));

    private async Task<bool> LoadAsync(string reference, CancellationToken stop)
    {
        if (await db.FindConsultationAsync(reference, stop) is not { IsDraft: false } consultation)
            return false;
        Consultation = consultation;
        Told = (await db.IdentifiedRetraitsAsync(consultation.Id, stop)).Count;
        return true;
    }
}
