using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.ChangePassword;

/// <summary>Asks the present password; every other session ends.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class ChangeModel(MegalisDb db, Reauthentication again, Passwords passwords, Sessions sessions, Tokens tokens, UserMails mails) : UsersPage
{
    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var me = await again.AccountAsync();
        if (Passwords.Check(Password, me.Email, me.DisplayName) is { } weak)
            return Refused(weak.On(nameof(Password)));
        if (await again.CheckAsync(me, Current) is { } wrong)
            return Refused(wrong.On(nameof(Current)));
        me.PasswordHash = passwords.Hash(me, Password!);
        mails.PasswordChanged(me);
        await db.TransactAsync(async () =>
        {
            await db.SaveChangesAsync();
            await tokens.RevokeAsync(me.Id, TokenKind.ResetPassword, TokenKind.SecondFactor, TokenKind.Passage);
            await sessions.RevokeAllAsync(me.Id, exceptId: CurrentUser.SessionId);
        });
        Notice = T["Le mot de passe est changé. Vos autres sessions sont fermées."];
        return Redirect("/compte/mot-de-passe");
    }
}
