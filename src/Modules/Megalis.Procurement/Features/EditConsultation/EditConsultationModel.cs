using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>Changes a draft, or corrects what is published: then each correction is public and told to who took the DCE by name.</summary>
[RequirePermission(ProcurementPermissions.Edit)]
internal sealed class EditConsultationModel(MegalisDb db, ConsultationActs acts, ProcurementRules rules, TimeProvider clock) : MegalisPage
{
    [BindProperty]
    public ConsultationForm Form { get; set; } = new();

    [BindProperty]
    public int? Version { get; set; }

    [BindProperty]
    public string? Original { get; set; }

    [BindProperty]
    public Dictionary<string, string> Keep { get; set; } = [];

    public Consultation Consultation { get; private set; } = null!;
    public ConsultationMerge? Merge { get; private set; }
    public bool IsPublished { get; private set; }

    /// <summary>How many people a correction is mailed to.</summary>
    public int Told { get; private set; }

    public ConsultationFormView View => new(Form, Version, Original ?? "", IsPublished, rules.WarningsOf(Consultation), Tenant) { Merge = Merge };

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        if (await LoadAsync(reference, stop) is { } answer)
            return answer;
        Form = ConsultationForm.Of(Consultation);
        Begin();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string reference, string? step, CancellationToken stop)
    {
        if (await LoadAsync(reference, stop) is { } answer)
            return answer;
        if (Form.Obey(step))
        {
            ModelState.Clear();
            return Page();
        }

        if (Version != Consultation.Version || Keep.Count > 0)
            return await MergeAsync(reference, stop);
        return await SaveAsync(reference, [], stop);
    }

    private async Task<IActionResult> MergeAsync(string reference, CancellationToken stop)
    {
        var stored = ConsultationForm.Of(Consultation);
        var merge = new ConsultationMerge(ConsultationForm.FromJson(Original), stored, Form, Keep);
        if (merge.Choices.Count == 0)
            return await SaveAsync(reference, merge.Taken, stop);
        Merge = merge;
        // The next attempt starts from what is stored now.
        (Version, Original) = (Consultation.Version, stored.ToJson());
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }

    private async Task<IActionResult> SaveAsync(string reference, List<string> taken, CancellationToken stop)
    {
        var before = ConsultationForm.Of(Consultation);
        var refusals = new ConsultationWriter(Consultation, Form, clock.GetUtcNow()).Write();
        if (refusals.Count > 0)
            return Refused(refusals);
        if (IsPublished && ConsultationRules.MissingToPublish(Consultation.AsFacts(), clock.GetUtcNow()) is [var missing, ..])
            return Refused(missing.Refusal);
        try
        {
            await StoreAsync(before, stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Someone saved between our reading and our writing.
            db.ChangeTracker.Clear();
            await LoadAsync(reference, stop);
            return await MergeAsync(reference, stop);
        }

        TempData.Say(taken.Count == 0
            ? T["La consultation est enregistrée."]
            : T["La consultation est enregistrée avec ce qu’un collègue avait changé pendant ce temps : {0}.", string.Join(", ", taken).ToLower(Kernel.Localization.Texts.French)]);
        return Redirect($"/achats/{Consultation.Reference}");
    }

    private Task StoreAsync(ConsultationForm before, CancellationToken stop) => db.TransactAsync(async () =>
    {
        var after = ConsultationForm.Of(Consultation);
        var sentences = ConsultationFields.Sentences(before, after);
        if (IsPublished)
            await acts.ChangedAsync(Consultation, "corrected", sentences, new { sentences, Consultation.EstimatedCents, Consultation.OpeningQuorum, Consultation.QuorumReason }, stop);
        await db.SaveChangesAsync(stop);
    }, stop);

    /// <summary>Null when the consultation can be edited by this person now.</summary>
    private async Task<IActionResult?> LoadAsync(string reference, CancellationToken stop)
    {
        if (await db.FindConsultationAsync(reference, stop) is not { } consultation)
            return NotFound();
        Consultation = consultation;
        IsPublished = !consultation.IsDraft;
        if (IsPublished && !await CurrentUser.MayAsync(ProcurementPermissions.Publish, stop))
            return Forbid();
        if (ConsultationRules.ChangeDce(consultation.AsFacts(), clock.GetUtcNow()) is not null)
        {
            TempData.Say(T["Cette consultation ne se modifie plus : sa date limite est passée, ou elle est sans suite."]);
            return Redirect($"/achats/{reference}");
        }

        Told = IsPublished ? (await db.IdentifiedRetraitsAsync(consultation.Id, stop)).Count : 0;
        return null;
    }

    private void Begin() => (Version, Original) = (Consultation.Version, Form.ToJson());
}
