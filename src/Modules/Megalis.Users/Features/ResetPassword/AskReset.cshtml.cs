using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Users.Features.ResetPassword;

/// <summary>Forgotten password: the same answer whoever asks, and a mail only to who has an account.</summary>
[AllowAnonymous]
[PortalOnly]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class AskResetModel(MegalisDb db, Throttle throttle, Outbox outbox) : UsersPage
{
    [BindProperty]
    public string? Email { get; set; }

    public bool IsSent { get; private set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (EmailAddress.Check(Email, out var email) is { } refusal)
            return Refused(refusal.On(nameof(Email)));
        // Silently: a message about too many mails would tell who has an account.
        if (await throttle.ChargeAsync(ThrottleKey.Mail(email)) is null)
        {
            outbox.Add(new ResetAsked(email));
            await db.SaveChangesAsync();
        }

        IsSent = true;
        return Page();
    }
}
