using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ManageDce;

/// <summary>The documents of a consultation. A draft's come and go; a published one's get versions, and people are told.</summary>
[RequirePermission(ProcurementPermissions.View)]
[RequestSizeLimit(DceLimits.Request)]
[RequestFormLimits(MultipartBodyLengthLimit = DceLimits.Request)]
internal sealed class ManageDceModel(MegalisDb db, ConsultationActs acts, DceIntake intake, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;
    public bool MayChange { get; private set; }

    [BindProperty]
    public List<IFormFile> Files { get; set; } = [];

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>The document whose replacement was sent: its form alone shows what was typed.</summary>
    public string? Replaced { get; private set; }

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop) =>
        await LoadAsync(reference, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAddAsync(string reference, CancellationToken stop)
    {
        if (await BeginAsync(reference, stop) is { } answer)
            return answer;
        if (Files.Count == 0)
            return Refused(new Refusal("Choisissez au moins un fichier.").On("Files"));
        var taken = await intake.AddAsync(Consultation, Files, stop);
        return await StoreAsync(taken, "dce-added", [.. taken.Names.Select(n => $"Nouveau document : «\u00a0{n}\u00a0».")], stop);
    }

    public async Task<IActionResult> OnPostReplaceAsync(string reference, string file, CancellationToken stop)
    {
        if (await BeginAsync(reference, stop) is { } answer)
            return answer;
        if (Consultation.CurrentFiles.FirstOrDefault(f => f.Id == file) is not { } document)
            return NotFound();
        Replaced = file;
        if (Files is not [var sent])
            return Refused(new Refusal("Choisissez le fichier qui remplace « {0} ».", document.Current.DisplayName).On(FieldOf(file)));
        if (Consultation.Published is not null && string.IsNullOrWhiteSpace(Note))
            return Refused(new Refusal("Dites ce qui change dans « {0} » : les entreprises le liront.", document.Current.DisplayName).On($"note-{file}"));
        var taken = await intake.ReplaceAsync(Consultation, document, sent, Note ?? "", stop);
        return await StoreAsync(taken, "dce-replaced", [.. taken.Names.Select(n => $"Nouvelle version de «\u00a0{n}\u00a0» : {Note?.Trim()}")], stop);
    }

    /// <summary>Only while nobody outside has read it.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(string reference, string file, CancellationToken stop)
    {
        if (await BeginAsync(reference, stop) is { } answer)
            return answer;
        if (Consultation.CurrentFiles.FirstOrDefault(f => f.Id == file) is not { } document)
            return NotFound();
        if (Consultation.Published is not null)
            return Refused(new Refusal("« {0} » est publié : il ne se retire plus. Remplacez-le par une nouvelle version qui dit ce qui change.", document.Current.DisplayName));
        (document.RemovedAt, document.RemovedBy) = (clock.GetUtcNow(), acts.Author.AccountId);
        return await StoreAsync(new DceTaken([], [], []), "dce-removed", [], stop, T["« {0} » est retiré du dossier.", document.Current.DisplayName]);
    }

    private async Task<IActionResult> StoreAsync(DceTaken taken, string act, string[] sentences, CancellationToken stop, string? said = null)
    {
        try
        {
            if (Consultation.Published is null)
                acts.Note(Consultation, act, new { taken.Names });
            else if (sentences.Length > 0)
                await acts.ChangedAsync(Consultation, act, sentences, new { sentences }, stop);
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException)
        {
            // Two people replaced one document at once: the number of a version is taken once.
            db.ChangeTracker.Clear();
            await LoadAsync(Consultation.Reference, stop);
            return Refused(new Refusal("Un collègue vient de modifier ce dossier : regardez-le ci-dessous, puis recommencez."));
        }

        if (taken.Refusals.Count > 0)
            return Refused(taken.Refusals.Select(r => r.On(Replaced is { } file ? FieldOf(file) : "Files")));
        TempData.Say(said ?? string.Join(' ', [T["{0} : enregistré.", string.Join(", ", taken.Names)], .. taken.Remarks]));
        return Redirect($"/achats/{Consultation.Reference}/dossier");
    }

    /// <summary>The id of the field in which the new version of a document is chosen.</summary>
    private static string FieldOf(string file) => $"remplace-{file}";

    private async Task<IActionResult?> BeginAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop))
            return NotFound();
        if (!await CurrentUser.MayAsync(Consultation.IsDraft ? ProcurementPermissions.Edit : ProcurementPermissions.Publish, stop))
            return Forbid();
        return ConsultationRules.ChangeDce(Consultation.AsFacts(), clock.GetUtcNow()) is { } refusal ? Refused(refusal) : null;
    }

    private async Task<bool> LoadAsync(string reference, CancellationToken stop)
    {
        if (await db.FindConsultationAsync(reference, stop) is not { } consultation)
            return false;
        Consultation = consultation;
        MayChange = ConsultationRules.ChangeDce(consultation.AsFacts(), clock.GetUtcNow()) is null
            && await CurrentUser.MayAsync(consultation.IsDraft ? ProcurementPermissions.Edit : ProcurementPermissions.Publish, stop);
        return true;
    }
}
