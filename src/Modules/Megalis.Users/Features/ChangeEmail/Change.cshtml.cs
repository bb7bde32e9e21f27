using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ChangeEmail;

/// <summary>The address that a token would set.</summary>
internal sealed record NewEmail(string Email);

/// <summary>Asks for another address: confirmed at the new one, told to the old one. An address of somebody else gets the same answer, and no mail.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class ChangeModel(MegalisDb db, Reauthentication again, Throttle throttle, Tokens tokens, UserMails mails) : UsersPage
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Current { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var me = await again.AccountAsync();
        if (EmailAddress.Check(Email, out var email) is { } malformed)
            return Refused(malformed.On(nameof(Email)));
        if (Folded.Of(email) == me.EmailFolded)
            return Refused(new Refusal("C'est déjà votre adresse.").On(nameof(Email)));
        if (await again.CheckAsync(me, Current) is { } wrong)
            return Refused(wrong.On(nameof(Current)));
        if (await throttle.ChargeAsync(ThrottleKey.Mail(me.Email)) is not null)
            return Refused(new Refusal("Plusieurs demandes ont déjà été faites. Réessayez plus tard."));
        await AskAsync(me, email);
        Notice = T["Un lien est parti à {0}. L'adresse changera quand vous l'aurez ouvert.", email];
        return Redirect("/compte/adresse");
    }

    private async Task AskAsync(Account me, string email)
    {
        var folded = Folded.Of(email);
        await db.TransactAsync(async () =>
        {
            await tokens.RevokeAsync(me.Id, TokenKind.ChangeEmail);
            if (!await db.Set<Account>().AnyAsync(a => a.EmailFolded == folded))
                mails.ConfirmNewAddress(me, email, tokens.Add(TokenKind.ChangeEmail, me.Id, new NewEmail(email)));
            mails.AddressChangeAsked(me, email);
            await db.SaveChangesAsync();
        });
    }
}
