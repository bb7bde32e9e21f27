using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ResetPassword;

/// <summary>
/// The link of the mail. It proves the mailbox and nothing more: the code of the telephone is asked as before (ASVS 5.0,
/// 6.4.3), and every session that was open ends.
/// </summary>
[AllowAnonymous]
[PortalOnly]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class NewPasswordModel(MegalisDb db, Tokens tokens, Passwords passwords, Sessions sessions, UserMails mails, Throttle throttle, TimeProvider clock)
    : UsersPage
{
    private static readonly Refusal Worthless = new("Ce lien a déjà servi, ou il est trop ancien. Demandez-en un autre.");

    [BindProperty(SupportsGet = true, Name = "jeton")]
    public string? Secret { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public bool IsUsable { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        IsUsable = await tokens.PeekAsync(TokenKind.ResetPassword, Secret) is not null;
        return IsUsable ? Page() : Refused(Worthless);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await tokens.PeekAsync(TokenKind.ResetPassword, Secret) is not { } token)
            return Refused(Worthless);
        var account = await db.Set<Account>().SingleAsync(a => a.Id == token.AccountId);
        IsUsable = true;
        if (Passwords.Check(Password, account.Email, account.DisplayName) is { } weak)
            return Refused(weak.On(nameof(Password)));
        var done = false;
        await db.TransactAsync(async () => done = await ChangeAsync(account));
        if (!done)
            return Refused(Worthless);
        var forAccount = ThrottleKey.Account(account.Email);
        await throttle.ForgetAsync(forAccount.From(throttle.Network, BackOff.AccountFromNetwork));
        await throttle.ForgetAsync(forAccount);
        Notice = T["Le mot de passe est changé. Connectez-vous avec le nouveau."];
        return Redirect("/connexion");
    }

    private async Task<bool> ChangeAsync(Account account)
    {
        if (await tokens.SpendAsync(TokenKind.ResetPassword, Secret) is null)
            return false;
        account.PasswordHash = passwords.Hash(account, Password!);
        account.ConfirmEmail(clock.GetUtcNow());
        await tokens.RevokeAsync(account.Id, TokenKind.ResetPassword, TokenKind.ChangeEmail, TokenKind.SecondFactor, TokenKind.Passage);
        await sessions.RevokeAllAsync(account.Id);
        mails.PasswordChanged(account);
        await db.SaveChangesAsync();
        return true;
    }
}
