using System.Net.Mail;
using Megalis.Kernel.Http;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ReadConsultation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.TakeDce;

/// <summary>Takes the DCE, with a name and then told of every change, or without one. Free in both cases (R. 2132-2).</summary>
[AllowAnonymous]
internal sealed class TakeDceModel(OwnerScope owner, TimeProvider clock) : MegalisPage
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
        var taker = new Taker(CurrentUser.AccountId, Email!.Trim(), Name?.Trim() ?? "", Entreprise?.Trim() ?? "");
        var retrait = await RetraitRegister.WriteAsync(owned, taker, "Identification avant téléchargement", clock.GetUtcNow(), stop);
        return Redirect($"/marches/{reference}/dce?r={retrait.Id}");
    }

    /// <summary>« m…@exemple.bzh »: the address is in the link that people may pass on.</summary>
    public static string Masked(string email) => email.Length > 0 && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? $"{email[0]}…{email[at..]}" : "";

    private IEnumerable<Refusal> Check()
    {
        if (string.IsNullOrWhiteSpace(Email) || Email.Length > 254 || !MailAddress.TryCreate(Email.Trim(), out var address) || address.Address != Email.Trim())
            yield return new Refusal("Écrivez l’adresse où vous prévenir, par exemple contact@menuiserie.bzh.").On("Email");
        if (Name?.Length > 200 || Entreprise?.Length > 200)
            yield return new Refusal("Le nom et l’entreprise tiennent en 200 caractères.").On("Name");
    }
}
