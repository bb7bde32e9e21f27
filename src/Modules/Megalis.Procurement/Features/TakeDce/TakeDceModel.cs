using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ReadConsultation;
using Megalis.Procurement.Features.TellPeople;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Procurement.Features.TakeDce;

/// <summary>Takes the DCE, with a name and then told of every change, or without one. Free in both cases (R. 2132-2).</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class TakeDceModel(OwnerScope owner, FirstMail first, TimeProvider clock) : MegalisPage
{
    public PublicConsultation Public { get; private set; } = null!;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Entreprise { get; set; }

    /// <summary>The id under which this person identified, carried from link to link.</summary>
    public string? Mark { get; private set; }

    public Taker? Taker { get; private set; }

    public bool IsRunning => Public.Consultation.StatusAt(clock.GetUtcNow()) is ConsultationStatus.Published;

    public async Task<IActionResult> OnGetAsync(string reference, string? r, CancellationToken stop)
    {
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null)
            return NotFound();
        Public = await PublicConsultation.ReadAsync(owned, stop);
        Taker = await RetraitRegister.FindAsync(owned, r, stop);
        Mark = Taker is null ? null : r;
        (Name, Email) = (CurrentUser.DisplayName, CurrentUser.Email);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string reference, CancellationToken stop)
    {
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null)
            return NotFound();
        Public = await PublicConsultation.ReadAsync(owned, stop);
        var refusals = Check().ToList();
        if (refusals.Count > 0)
            return Refused(refusals);
        _ = VisitorMails.CheckAddress(Email, out var email);
        var isTold = await first.LeavesAsync(owned, FirstMail.Retraits, email, stop);
        await owned.ResumeAsync(email, stop);
        var taker = new Taker(CurrentUser.AccountId, email, Name?.Trim() ?? "", Entreprise?.Trim() ?? "");
        var retrait = await RetraitRegister.WriteAsync(
            owned, taker, "Identification avant téléchargement", clock.GetUtcNow(), stop,
            r => { if (isTold) FirstMail.Send(owned, Public.Consultation.Objet, email, r.Id, isQuestion: false); });
        return Redirect($"/marches/{reference}/dce?r={retrait.Id}");
    }

    private IEnumerable<Refusal> Check()
    {
        if (VisitorMails.CheckAddress(Email, out _) is not null)
            yield return new Refusal("Écrivez l’adresse où vous prévenir, par exemple contact@menuiserie.bzh.").On("Email");
        if (Name?.Length > 200 || Entreprise?.Length > 200)
            yield return new Refusal("Le nom et l’entreprise tiennent en 200 caractères.").On("Name");
    }
}
