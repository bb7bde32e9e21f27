using Megalis.Adhesions.Data;
using Megalis.Adhesions.Domain;
using Megalis.Adhesions.Features.AskAdhesion;
using Megalis.Kernel.Http;
using Megalis.Tenants.Contracts;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Adhesions.Features.ConfirmAdhesion;

/// <summary>The link of the mail that asks. A button, because programs that guard mailboxes open links by themselves.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ConfirmModel(AdhesionBook book, AdhesionLinks links, TenantAddresses addresses, VisitorMails visitors) : MegalisPage
{
    private static readonly Refusal Worthless = new("Ce lien est trop ancien, ou la demande a été effacée. Déposez-la encore une fois.");

    [BindProperty(SupportsGet = true, Name = "lien")]
    public string? Link { get; set; }

    public Adhesion? Adhesion { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Adhesion = await book.FindAsync(links.ReadConfirm(Link), stop);
        return Adhesion switch
        {
            null => Refused(Worthless),
            { ConfirmedAt: not null } known => LocalRedirect(links.FollowPath(known)),
            _ => Page(),
        };
    }

    /// <summary>Of two clicks the second finds the request confirmed, and leads to the same page.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (await book.FindAsync(links.ReadConfirm(Link), stop) is not { } adhesion)
            return Refused(Worthless);
        if (adhesion.ConfirmedAt is null && await addresses.SiteOfAsync(adhesion.Siren, stop) is { } site)
            return Refused(AdhesionForm.HasSite(site));
        if (await book.ConfirmAsync(adhesion, stop) is { } refusal)
            return Refused(refusal);
        await visitors.RefundAsync(AskModel.Purpose, adhesion.ContactEmail);
        return LocalRedirect(links.FollowPath(adhesion));
    }
}
