using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Features.EnterTenant;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Users.Features.SignIn;

/// <summary>The one door, on the portal. A tenant's host sends people there and takes them back with a one-time code.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class SignInModel(SignInSteps steps, Passage passage, DemoAccounts demo) : UsersPage
{
    internal const string CodeCookie = "__Host-megalis-code";

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    protected override bool EndsAtDesk => true;

    public IReadOnlyList<DemoAccount> DemoAccounts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (!Tenant.IsDefault)
            return CurrentUser.IsSignedIn ? GoOn() : Redirect(passage.AskPortal(Return));
        if (CurrentUser.IsSignedIn)
            return GoOn("/connexion/arrivee");
        DemoAccounts = await demo.ListAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Tenant.IsDefault)
            return NotFound();
        var result = await steps.TryPasswordAsync(Email, Password);
        if (result.Refusal is { } refusal)
            return await ShowAgainAsync(result, refusal.Field.Length > 0 ? refusal : refusal.On(nameof(Email)));
        if (result.CodeSecret is { } secret)
        {
            Response.Cookies.Append(CodeCookie, secret, new CookieOptions { Path = "/", MaxAge = OneTimeToken.LifeOf(TokenKind.SecondFactor), IsEssential = true });
            return Redirect("/connexion/code" + (KeptReturn is { } kept ? QueryString.Create("retour", kept) : QueryString.Empty));
        }

        return GoOn("/connexion/arrivee");
    }

    /// <summary>A button of a demonstration account; there is none outside Development.</summary>
    public async Task<IActionResult> OnPostDemoAsync(string account) =>
        Tenant.IsDefault && await demo.SignInAsync(account) ? GoOn("/connexion/arrivee") : NotFound();

    private async Task<IActionResult> ShowAgainAsync(SignInResult result, Kernel.Http.Refusal refusal)
    {
        DemoAccounts = await demo.ListAsync();
        var page = Refused(refusal);
        if (result.Wait is { } wait)
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return page;
    }
}
