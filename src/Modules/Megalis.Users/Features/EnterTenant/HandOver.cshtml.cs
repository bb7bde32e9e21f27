using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.EnterTenant;

/// <summary><c>/passage/kerlann?retour=/bureau</c>: the portal's side of the way to a tenant.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class HandOverModel(Passage passage) : UsersPage
{
    public async Task<IActionResult> OnGetAsync(string tenant, [FromQuery(Name = "etat")] string? state) =>
        await passage.HandOverAsync(tenant, CurrentUser.AccountId, CurrentUser.SessionId, Return, state) is { } next ? Redirect(next) : NotFound();
}
