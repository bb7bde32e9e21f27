using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ChangeEmail;

/// <summary>The link sent to the new address.</summary>
[AllowAnonymous]
[PortalOnly]
internal sealed class ConfirmModel(MegalisDb db, Tokens tokens, Sessions sessions, UserMails mails, TimeProvider clock) : UsersPage
{
    private static readonly Refusal Worthless = new("Ce lien a déjà servi, ou il est trop ancien. Refaites la demande dans « Mon compte ».");

    [BindProperty(SupportsGet = true, Name = "jeton")]
    public string? Secret { get; set; }

    public string? Email { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Email = (await tokens.PeekAsync(TokenKind.ChangeEmail, Secret))?.Data<NewEmail>().Email;
        return Email is null ? Refused(Worthless) : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Account? changed = null;
        try
        {
            await db.TransactAsync(async () => changed = await ChangeAsync());
        }
        catch (DbUpdateException)
        {
            // Somebody else took the address since.
            changed = null;
        }

        if (changed is null)
            return Refused(Worthless);
        if (CurrentUser.AccountId == changed.Id)
            await sessions.RenewCookieAsync(changed, CurrentUser.SessionId);
        Notice = T["Votre adresse est maintenant {0}. Vos autres sessions sont fermées.", changed.Email];
        return Redirect(CurrentUser.IsSignedIn ? "/compte" : "/connexion");
    }

    private async Task<Account?> ChangeAsync()
    {
        if (await tokens.SpendAsync(TokenKind.ChangeEmail, Secret) is not { } token)
            return null;
        var email = token.Data<NewEmail>().Email;
        var folded = Folded.Of(email);
        if (await db.Set<Account>().AnyAsync(a => a.EmailFolded == folded))
            return null;
        var account = await db.Set<Account>().SingleAsync(a => a.Id == token.AccountId);
        mails.AddressChanged(account.Email, account.DisplayName);
        account.SetEmail(email, clock.GetUtcNow());
        await tokens.RevokeAsync(account.Id, TokenKind.ConfirmEmail, TokenKind.ResetPassword);
        await db.SaveChangesAsync();
        // Their cookies hold the old address: a receipt would go to a mailbox that may be somebody else's by now.
        await sessions.RevokeAllButAsync(account.Id, CurrentUser.AccountId == account.Id ? CurrentUser.SessionId : "");
        return account;
    }
}
