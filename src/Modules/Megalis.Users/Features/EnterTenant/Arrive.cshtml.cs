using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Users.Features.EnterTenant;

/// <summary>The tenant's side: the one-time code becomes a session of this host.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class ArriveModel(Passage passage) : UsersPage
{
    public async Task<IActionResult> OnGetAsync(string? code)
    {
        if (Tenant.IsDefault)
            return NotFound();
        return await passage.ExchangeAsync(code) is { } path
            ? LocalRedirect(ReturnPath.Or(path))
            : Refused(new Refusal("Ce lien de connexion a déjà servi, ou il est trop ancien."));
    }
}
