using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Users.Features.SignIn;

/// <summary>The second step: the code of the telephone, or one of the paper's.</summary>
[AllowAnonymous]
[PortalOnly]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class EnterCodeModel(SignInSteps steps) : UsersPage
{
    [BindProperty]
    public string? Code { get; set; }

    protected override bool EndsAtDesk => true;

    private string? Secret => Request.Cookies[SignInModel.CodeCookie];

    public IActionResult OnGet() => Secret is null ? Redirect("/connexion") : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var result = await steps.TryCodeAsync(Secret, Code);
        if (result.Refusal is { } refusal)
        {
            var page = Refused(refusal);
            if (result.Wait is not null)
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return page;
        }

        Response.Cookies.Delete(SignInModel.CodeCookie, new CookieOptions { Path = "/", Secure = true });
        if (result.UsedRecovery)
            Notice = T["Ce code de secours ne servira plus. Pensez à en faire de nouveaux dans « Mon compte »."];
        return GoOn("/connexion/arrivee");
    }
}
