using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
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
        if (await ChargeAsync(email) is { } wait)
        {
            // Counted for addresses without an account too: this tells nobody who has one.
            var page = Refused(TooMany(wait).On(nameof(Email)));
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return page;
        }

        outbox.Add(new ResetAsked(email));
        await db.SaveChangesAsync();
        IsSent = true;
        return Page();
    }

    /// <summary>First the line of who asks, then this address from that line: whoever asks for another's mail in vain does not keep them from theirs.</summary>
    private Task<TimeSpan?> ChargeAsync(string email)
    {
        var network = throttle.Network with { Key = "reset-" + throttle.Network.Key };
        var mail = ThrottleKey.Reset(email);
        return throttle.ChargeAsync(network, mail.From(network, BackOff.Mail), mail);
    }

    private static Refusal TooMany(TimeSpan wait) => new(
        "Plusieurs liens ont déjà été demandés. Regardez vos derniers courriels, ou réessayez dans {0} minutes.", Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes)));
}
