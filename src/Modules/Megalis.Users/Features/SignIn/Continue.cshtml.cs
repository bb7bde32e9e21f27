using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.SignIn;

/// <summary>Ends the chain of redirects of a form before the way leads to another host.</summary>
[AllowAnonymous]
[PortalOnly]
internal sealed class ContinueModel : UsersPage
{
    public string Next { get; private set; } = "/";

    public IActionResult OnGet()
    {
        Next = ReturnPath.Or(Return);
        return Next.StartsWith("/passage/", StringComparison.Ordinal) ? Page() : LocalRedirect(Next);
    }
}
