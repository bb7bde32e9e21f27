using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.AnswerQuestions;

/// <summary>The register of questions, and the answer to one of them: public to all, the asker to nobody but the buyer.</summary>
[RequirePermission(ProcurementPermissions.View)]
internal sealed class AnswerQuestionsModel(MegalisDb db, ConsultationActs acts, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;
    public IReadOnlyList<Question> Questions { get; private set; } = [];
    public bool MayAnswer { get; private set; }

    /// <summary>Why nothing is answered any more; null while it may be.</summary>
    public Refusal? Closed { get; private set; }

    /// <summary>The question whose form is shown with what was typed.</summary>
    public Question? Chosen { get; private set; }

    [BindProperty]
    public string? PublicText { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public int Version { get; set; }

    /// <summary>Somebody else's answer, when mine came second.</summary>
    public string? TheirAnswer { get; private set; }

    public async Task<IActionResult> OnGetAsync(string reference, string? question, CancellationToken stop)
    {
        if (!await LoadAsync(reference, question, stop))
            return NotFound();
        if (Chosen is { } chosen)
            (PublicText, Answer, Version) = (chosen.PublicText.Length > 0 ? chosen.PublicText : chosen.Text, chosen.Answer, chosen.Version);
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, null, stop))
            return NotFound();
        acts.Note(Consultation, "questions-exported", new { Questions.Count });
        await db.SaveChangesAsync(stop);
        return this.CsvFile(
            $"questions-{reference}.csv",
            ["Posée le", "Question", "Entreprise", "Nom", "Adresse électronique", "Question publiée", "Réponse", "Répondue le"],
            Questions.Select(q => Csv.Line(q.AskedAt, q.Text, q.Entreprise, q.Name, q.Email, q.PublicText, q.Answer, q.AnsweredAt)));
    }

    public async Task<IActionResult> OnPostAsync(string reference, string question, CancellationToken stop)
    {
        if (!await LoadAsync(reference, question, stop) || Chosen is not { } chosen)
            return NotFound();
        if (!await CurrentUser.MayAsync(ProcurementPermissions.Edit, stop))
            return Forbid();
        if (Closed is { } closed)
            return Refused(closed);
        if (Version != chosen.Version)
            return Stale(chosen);
        var first = !chosen.IsAnswered;
        if (chosen.Reply(PublicText ?? "", Answer ?? "", acts.Author, clock.GetUtcNow()) is { } refusal)
            return Refused(refusal);
        try
        {
            var sentence = $"{(first ? "Réponse à la question" : "Réponse corrigée à la question")} : «\u00a0{Shorten(chosen.PublicText)}\u00a0»";
            await acts.ChangedAsync(Consultation, "question-answered", [sentence], new { QuestionId = chosen.Id, chosen.PublicText, chosen.Answer }, stop);
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            await LoadAsync(reference, question, stop);
            return Stale(Chosen!);
        }

        TempData.Say(T["La réponse est publiée. Qui a posé la question et ceux qui ont retiré le dossier en s’identifiant sont prévenus."]);
        return Redirect($"/achats/{reference}/questions");
    }

    private IActionResult Stale(Question stored)
    {
        TheirAnswer = stored.Answer;
        return Stale(nameof(Version), stored.Version, new Refusal("Un collègue vient de répondre à cette question. Son texte est ci-dessous : complétez-le avec le vôtre, puis publiez."));
    }

    private async Task<bool> LoadAsync(string reference, string? question, CancellationToken stop)
    {
        if (await db.FindConsultationAsync(reference, stop) is not { IsDraft: false } consultation)
            return false;
        Consultation = consultation;
        Questions = await db.Set<Question>().Where(q => q.ConsultationId == consultation.Id).OrderBy(q => q.AnsweredAt != null).ThenByDescending(q => q.AskedAt).ToListAsync(stop);
        Chosen = Questions.FirstOrDefault(q => q.Id == question);
        Closed = ConsultationRules.Answer(consultation.AsFacts(), clock.GetUtcNow());
        MayAnswer = Closed is null && await CurrentUser.MayAsync(ProcurementPermissions.Edit, stop);
        return question is null || Chosen is not null;
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
