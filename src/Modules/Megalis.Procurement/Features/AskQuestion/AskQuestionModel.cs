using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ReadConsultation;
using Megalis.Procurement.Features.TakeDce;
using Megalis.Procurement.Features.TellPeople;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.AskQuestion;

/// <summary>Asks the buyer; everybody reads the answer, nobody but the buyer who asked.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class AskQuestionModel(OwnerScope owner, FirstMail first, TimeProvider clock) : MegalisPage
{
    public PublicConsultation Public { get; private set; } = null!;

    /// <summary>Why no question is taken now; null when one is.</summary>
    public Refusal? Closed { get; private set; }

    /// <summary>Drawn when the form was shown: sent twice, it is one question.</summary>
    [BindProperty]
    public string? Id { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Entreprise { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null)
            return NotFound();
        await ReadAsync(owned, stop);
        Id = Ids.Random();
        (Name, Email) = (CurrentUser.DisplayName, CurrentUser.Email);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string reference, CancellationToken stop)
    {
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null)
            return NotFound();
        await ReadAsync(owned, stop);
        if (Closed is { } closed)
            return Refused(closed);
        var refusals = Check().ToList();
        if (refusals.Count > 0)
            return Refused(refusals);
        await StoreAsync(owned, stop);
        TempData.Say(T["Votre question est envoyée à l’acheteur. La réponse paraîtra sur cette page, visible de tous, sans votre nom."]);
        return Redirect($"/marches/{reference}/questions");
    }

    private async Task StoreAsync(OwnedConsultation owned, CancellationToken stop)
    {
        var question = Typed(owned);
        if (await owned.Db.Set<Question>().AnyAsync(q => q.Id == question.Id, stop))
            return;
        var isTold = await first.LeavesAsync(owned, FirstMail.Questions, question.Email, stop);
        Add(owned, question);
        if (isTold)
            FirstMail.Send(owned, Public.Consultation.Objet, question.Email, question.Id, isQuestion: true);
        try
        {
            await owned.Db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException)
        {
            // The same form, sent twice at once: the first is stored.
            owned.Db.ChangeTracker.Clear();
            if (!await owned.Db.Set<Question>().AnyAsync(q => q.Id == question.Id, stop))
                throw;
        }
    }

    private Question Typed(OwnedConsultation owned)
    {
        _ = VisitorMails.CheckAddress(Email, out var email);
        return new Question
        {
            Id = Ids.IsWellFormed(Id) ? Id : Ids.Random(),
            ConsultationId = owned.Public.ConsultationId,
            AskedAt = clock.GetUtcNow(),
            Text = Text!.Trim(),
            AccountId = CurrentUser.AccountId,
            Email = email,
            Name = Name?.Trim() ?? "",
            Entreprise = Entreprise?.Trim() ?? "",
        };
    }

    private static void Add(OwnedConsultation owned, Question question)
    {
        owned.Db.Add(question);
        owned.Services.GetRequiredService<Journal>().Append(
            "question.asked", ConsultationActs.Subject, question.ConsultationId, new { QuestionId = question.Id, question.Text, question.Email, question.Name, question.Entreprise },
            question.AccountId.Length > 0 ? question.AccountId : RetraitRegister.AnonymousActor);
        owned.Services.GetRequiredService<Outbox>().Add(new QuestionAsked(question.ConsultationId, owned.Public.Reference, question.Id));
    }

    private async Task ReadAsync(OwnedConsultation owned, CancellationToken stop)
    {
        Public = await PublicConsultation.ReadAsync(owned, stop);
        Closed = ConsultationRules.AskQuestion(Public.Consultation.AsFacts(), clock.GetUtcNow());
    }

    private IEnumerable<Refusal> Check()
    {
        if (string.IsNullOrWhiteSpace(Text))
            yield return new Refusal("Écrivez votre question.").On("Text");
        else if (Text.Length > Question.TextLength)
            yield return new Refusal("Votre question compte {0} caractères ; {1} au plus. Posez-en plusieurs.", Text.Length, Question.TextLength).On("Text");
        if (VisitorMails.CheckAddress(Email, out _) is not null)
            yield return new Refusal("Écrivez votre adresse électronique, par exemple contact@menuiserie.bzh : l’acheteur seul la voit.").On("Email");
        if (Name?.Length > 200 || Entreprise?.Length > 200)
            yield return new Refusal("Le nom et l’entreprise tiennent en 200 caractères.").On("Name");
    }
}
