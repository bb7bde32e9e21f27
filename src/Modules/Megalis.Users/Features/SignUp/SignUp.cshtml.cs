using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Features.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Users.Features.SignUp;

/// <summary>A company's person opens an account and goes on at once: nothing waits for the mail.</summary>
[AllowAnonymous]
[PortalOnly]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class SignUpModel(Registration registration, Sessions sessions, Throttle throttle) : UsersPage
{
    [BindProperty]
    public string? DisplayName { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public EntrepriseFields Entreprise { get; set; } = new();

    public IActionResult OnGet() => CurrentUser.IsSignedIn ? GoOn("/compte") : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var refusals = All(
            Account.CheckName(DisplayName, out var name)?.On(nameof(DisplayName)),
            EmailAddress.Check(Email, out var email)?.On(nameof(Email)),
            Passwords.Check(Password, Email ?? "", DisplayName ?? "")?.On(nameof(Password)));
        var (declared, wrong) = Entreprise.Read(nameof(Entreprise));
        List<Refusal> all = [.. refusals, .. wrong];
        if (all.Count > 0)
            return Refused(all);
        // Told apart from a sign-in, this page says that an address has an account: whoever asks for many is slowed down.
        if (await throttle.ChargeAsync(throttle.Network) is { } wait)
        {
            var page = Refused(SignInSteps.TooMany(wait));
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return page;
        }

        var registered = await registration.OpenAsync(email, name, Password!, declared);
        if (registered.Refusal is { } taken)
            return Refused(taken.On(nameof(Email)));
        await throttle.RefundAsync(throttle.Network);
        await sessions.OpenAsync(registered.Account!);
        Notice = T["Votre compte est ouvert. Un courriel vous demande de confirmer votre adresse : vous pouvez continuer sans attendre."];
        return GoOn("/entreprise/equipe");
    }
}
