using Megalis.Adhesions.Data;
using Megalis.Adhesions.Domain;
using Megalis.Adhesions.Features.AskAdhesion;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Tenants.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Adhesions.Features.CompleteAdhesion;

/// <summary>The asker answers what was missing; the circuit goes back to the check.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
[RequestSizeLimit(AdhesionFormPage.MostSent)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class CompleteModel(AdhesionBook book, AdhesionLinks links, TenantAddresses addresses) : AdhesionFormPage(addresses)
{
    [BindProperty(SupportsGet = true, Name = "lien")]
    public string? Link { get; set; }

    public Adhesion Adhesion { get; private set; } = null!;

    public override bool EmailIsFixed => true;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (!await LoadAsync(stop))
            return NotFound();
        if (Adhesion.State != AdhesionState.Complement)
            return LocalRedirect(links.FollowPath(Adhesion));
        Input = AdhesionForm.Of(Adhesion);
        return Page();
    }

    /// <summary>The address that receives the mails stays the confirmed one: another would have to say yes first.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!await LoadAsync(stop))
            return NotFound();
        // Of two clicks the second finds the request on its way again.
        if (Adhesion.State != AdhesionState.Complement)
            return LocalRedirect(links.FollowPath(Adhesion));
        Input.ContactEmail = Adhesion.ContactEmail;
        Input.Propose(Addresses);
        ModelState.Remove("Input.ContactEmail");
        if (Check(Adhesion.Address) is var wrong && (wrong.Count > 0 || !ModelState.IsValid))
            return Refused(wrong);
        _ = Siren.TryParse(Input.Siren, out var siren);
        if (await Addresses.SiteOfAsync(siren.Value, stop) is { } site)
            return Refused(new Kernel.Http.Refusal("Cette collectivité a déjà un site sur la plateforme : {0}.", site).On("Input.Siren"));
        if (await book.CompleteAsync(Adhesion, Input, stop) is { } refusal)
            return Refused(refusal.On(refusal.Field.Length > 0 ? "Input." + refusal.Field : ""));
        Notice = T["Merci : votre complément est parti. Nous reprenons la vérification."];
        return LocalRedirect(links.FollowPath(Adhesion));
    }

    private async Task<bool> LoadAsync(CancellationToken stop)
    {
        if (links.ReadFollow(Link) is not { } held || await book.FindAsync(held.Id, stop) is not { ConfirmedAt: not null } adhesion || adhesion.ContactEmailFolded != held.Email)
            return false;
        Adhesion = adhesion;
        return true;
    }
}
