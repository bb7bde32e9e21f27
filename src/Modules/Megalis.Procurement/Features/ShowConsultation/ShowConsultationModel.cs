using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowConsultation;

/// <summary>A section of the checklist: what it says, and what it lacks.</summary>
internal sealed record ChecklistLine(string Title, string Text, string? Lacks, string? Href);

/// <summary>The buyer's page of a consultation: where it stands, what lacks, what can be done now.</summary>
[RequirePermission(ProcurementPermissions.View)]
internal sealed class ShowConsultationModel(MegalisDb db, ConsultationActs acts, ProcurementRules rules, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;
    public ConsultationStatus Status { get; private set; }
    public IReadOnlyList<Warning> Warnings { get; private set; } = [];
    public IReadOnlyList<ConsultationChange> Changes { get; private set; } = [];
    public int OpenQuestions { get; private set; }
    public bool MayEdit { get; private set; }
    public bool MayPublish { get; private set; }
    public bool MayOpen { get; private set; }

    public IReadOnlyList<(string Section, Refusal Refusal)> Missing => ConsultationRules.MissingToPublish(Consultation.AsFacts(), clock.GetUtcNow());

    public bool IsRunning => Status is ConsultationStatus.Published;

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop) =>
        await LoadAsync(reference, stop) ? Page() : NotFound();

    /// <summary>A draft that nobody has seen may go; its documents go with it.</summary>
    public async Task<IActionResult> OnPostDeleteAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        if (!MayEdit)
            return Forbid();
        if (!Consultation.IsDraft)
            return Refused(new Refusal("Cette consultation est publiée : elle se déclare sans suite, elle ne s’efface pas."));
        acts.Note(Consultation, "deleted", new { Consultation.Reference, Consultation.Objet });
        db.Remove(Consultation);
        try
        {
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            // A colleague wrote, published or deleted it in the same moment.
            db.ChangeTracker.Clear();
            if (await LoadAsync(reference, stop))
                return Refused(new Refusal("Un collègue vient de modifier cette consultation : regardez-la ci-dessous, puis recommencez."));
        }

        TempData.Say(T["Le brouillon {0} est supprimé.", reference]);
        return Redirect("/achats");
    }

    public IEnumerable<ChecklistLine> Checklist
    {
        get
        {
            var view = ConsultationWords.Of(Consultation);
            var edit = $"/achats/{Consultation.Reference}/modifier";
            yield return new("Objet", view.Objet, Lacks("objet"), edit);
            yield return new("Nature et procédure", $"{view.Nature}, {view.Procedure}", Lacks("nature"), edit);
            yield return new("Lieu", view.Place, Lacks("lieu"), edit);
            yield return new("Date limite", view.Deadline, Lacks("deadline"), Consultation.IsDraft ? edit : $"/achats/{Consultation.Reference}/date-limite");
            yield return new("Dossier (DCE)", view.Files, Lacks("dce"), $"/achats/{Consultation.Reference}/dossier");
            yield return new("Achat responsable", view.Considerations, null, edit);
            yield return new("Lots", view.Lots, null, edit);
            yield return new("Ouverture des plis", view.Quorum, Lacks("ouverture"), edit);
        }
    }

    private string? Lacks(string section) =>
        Consultation.IsDraft ? Missing.Where(m => m.Section == section).Select(m => T[m.Refusal]).FirstOrDefault() : null;

    private async Task<bool> LoadAsync(string reference, CancellationToken stop)
    {
        if (await db.FindConsultationAsync(reference, stop) is not { } consultation)
            return false;
        Consultation = consultation;
        Status = consultation.StatusAt(clock.GetUtcNow());
        Warnings = Status is ConsultationStatus.Draft or ConsultationStatus.Published ? rules.WarningsOf(consultation) : [];
        Changes = await db.Set<ConsultationChange>().AsNoTracking().Where(c => c.ConsultationId == consultation.Id).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).ToListAsync(stop);
        OpenQuestions = await db.Set<Question>().CountAsync(q => q.ConsultationId == consultation.Id && q.AnsweredAt == null, stop);
        MayEdit = await CurrentUser.MayAsync(ProcurementPermissions.Edit, stop);
        MayOpen = await CurrentUser.MayAsync(ProcurementPermissions.Open, stop);
        MayPublish = await CurrentUser.MayAsync(ProcurementPermissions.Publish, stop);
        return true;
    }
}
