using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.EditProfile;

/// <summary>My account: name, address, the bodies I work for, my entreprise.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class ProfileModel(MegalisDb db, Reauthentication again, Sessions sessions, Throttle throttle, Tokens tokens, UserMails mails, Entreprises entreprises)
    : UsersPage
{
    [BindProperty]
    public string? DisplayName { get; set; }

    public Account Me { get; private set; } = null!;
    public Standing? Standing { get; private set; }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        DisplayName = Me.DisplayName;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (Account.CheckName(DisplayName, out var name) is { } refusal)
            return Refused(refusal.On(nameof(DisplayName)));
        Me.Rename(name);
        await db.SaveChangesAsync();
        await sessions.RenewCookieAsync(Me, CurrentUser.SessionId);
        Notice = T["Votre nom est enregistré."];
        return Redirect("/compte");
    }

    /// <summary>Another confirmation mail; what was sent before is worth nothing any more.</summary>
    public async Task<IActionResult> OnPostResendAsync()
    {
        await LoadAsync();
        if (Me.EmailConfirmedAt is not null)
            return Redirect("/compte");
        if (await throttle.ChargeAsync(ThrottleKey.Mail(Me.Email)) is not null)
            return Refused(new Refusal("Plusieurs courriels sont déjà partis. Regardez dans les indésirables, et réessayez plus tard."));
        await db.TransactAsync(async () =>
        {
            await tokens.RevokeAsync(Me.Id, TokenKind.ConfirmEmail);
            mails.ConfirmAddress(Me, tokens.Add(TokenKind.ConfirmEmail, Me.Id));
            await db.SaveChangesAsync();
        });
        Notice = T["Le courriel est parti à {0}.", Me.Email];
        return Redirect("/compte");
    }

    private async Task LoadAsync()
    {
        Me = await again.AccountAsync();
        Standing = await entreprises.OfAsync(Me.Id);
    }
}
