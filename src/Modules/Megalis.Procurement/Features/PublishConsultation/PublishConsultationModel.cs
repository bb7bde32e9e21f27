using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PublishConsultation;

/// <summary>The last page before everybody reads it: what will happen, what the rule says, one button.</summary>
[RequirePermission(ProcurementPermissions.Publish)]
internal sealed class PublishConsultationModel(MegalisDb db, ConsultationActs acts, ProcurementRules rules, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;

    /// <summary>What was read when the button was shown: nobody publishes a text they have not seen.</summary>
    [BindProperty]
    public int Version { get; set; }

    public IReadOnlyList<(string Section, Refusal Refusal)> Missing => ConsultationRules.MissingToPublish(Consultation.AsFacts(), clock.GetUtcNow());
    public IReadOnlyList<Warning> Warnings => rules.WarningsOf(Consultation);

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        Version = Consultation.Version;
        return Consultation.IsDraft ? Page() : Redirect($"/achats/{reference}");
    }

    public async Task<IActionResult> OnPostAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        if (Consultation.Published is not null)
            return AlreadyPublished();
        if (Version != Consultation.Version)
            return ReadAgain();
        if (Consultation.Publish(acts.Author, clock.GetUtcNow()) is { } refusal)
            return Refused(refusal);
        try
        {
            await acts.PublishedAsync(Consultation, stop);
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException)
        {
            // Two clicks: the fact has one key, the second row is refused by the database.
            db.ChangeTracker.Clear();
            if (!await LoadAsync(reference, stop) || Consultation.Published is null)
                throw;
            return AlreadyPublished();
        }

        TempData.Say(T["La consultation {0} est publiée : les entreprises la lisent dès maintenant.", reference]);
        return Redirect($"/achats/{reference}");
    }

    private IActionResult ReadAgain() =>
        Stale(nameof(Version), Consultation.Version, new Refusal("Un collègue vient de modifier cette consultation : relisez-la ci-dessous, puis publiez."));

    private RedirectResult AlreadyPublished()
    {
        TempData.Say(T["La consultation {0} est publiée.", Consultation.Reference]);
        return Redirect($"/achats/{Consultation.Reference}");
    }

    private async Task<bool> LoadAsync(string reference, CancellationToken stop)
    {
        Consultation = (await db.FindConsultationAsync(reference, stop))!;
        return Consultation is not null;
    }
}
