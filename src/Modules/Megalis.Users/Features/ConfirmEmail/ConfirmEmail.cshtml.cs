using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ConfirmEmail;

/// <summary>The link of the first mail. A button, because programs that guard mailboxes open links by themselves.</summary>
[AllowAnonymous]
[PortalOnly]
internal sealed class ConfirmEmailModel(MegalisDb db, Tokens tokens, TimeProvider clock) : UsersPage
{
    [BindProperty(SupportsGet = true, Name = "jeton")]
    public string? Secret { get; set; }

    public string? Email { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await tokens.PeekAsync(TokenKind.ConfirmEmail, Secret) is not { } token)
            return Refused(new Refusal("Ce lien a déjà servi, ou il est trop ancien. Vous pouvez en demander un autre dans « Mon compte »."));
        Email = await db.Set<Account>().Where(a => a.Id == token.AccountId).Select(a => a.Email).SingleAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await tokens.SpendAsync(TokenKind.ConfirmEmail, Secret) is not { } token)
            return Refused(new Refusal("Ce lien a déjà servi, ou il est trop ancien. Vous pouvez en demander un autre dans « Mon compte »."));
        var account = await db.Set<Account>().SingleAsync(a => a.Id == token.AccountId);
        account.ConfirmEmail(clock.GetUtcNow());
        await db.SaveChangesAsync();
        Notice = T["Votre adresse est confirmée."];
        return Redirect(CurrentUser.IsSignedIn ? "/compte" : "/connexion");
    }
}
