using Megalis.Users.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.SignOut;

/// <summary>By a form only: a link or an image from elsewhere signs nobody out.</summary>
[AllowAnonymous]
internal sealed class SignOutModel(Sessions sessions) : UsersPage
{
    public IActionResult OnGet() => CurrentUser.IsSignedIn ? Page() : Redirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        await sessions.CloseAsync(CurrentUser.SessionId);
        Notice = T["La déconnexion est faite, sur le portail et sur les sites de vos structures."];
        return GoOn();
    }
}
