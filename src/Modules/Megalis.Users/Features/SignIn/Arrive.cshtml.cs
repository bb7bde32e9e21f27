using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.SignIn;

/// <summary>Where a person who came from nowhere in particular begins: at the desk of the one body they work for, in front of all of them, or in their company's space.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class ArriveModel(IPageFrame frame, Entreprises entreprises, TenantStore tenants) : UsersPage
{
    public async Task<IActionResult> OnGetAsync()
    {
        // A sentence that waits for the next page waits one more.
        TempData.Keep();
        await frame.LoadAsync();
        if (frame.Menu(NavigationZones.Admin).Count > 0 || frame.Menu(NavigationZones.Desk).Any(i => i.Href != "/bureau"))
            return LocalRedirect("/bureau");
        var structures = await frame.StructuresAsync();
        if (structures.Count > 0)
            return LocalRedirect(structures is [var only] && MayFollow(only.Href) ? only.Href : "/bureau");
        return LocalRedirect(await entreprises.OfAsync(CurrentUser.AccountId) is null ? "/compte" : "/entreprise");
    }

    /// <summary>A form brought the person here, and its policy lets them on to hosts under the portal's own: a body with a name of its own is a link of the desk.</summary>
    private bool MayFollow(string href)
    {
        if (ReturnPath.TenantOf(href) is not { } name || tenants.Find(name) is not { } tenant)
            return true;
        var (home, there) = (new Uri(tenants.CanonicalUrl(tenants.Default)), new Uri(tenants.CanonicalUrl(tenant)));
        return (home.Scheme, home.Port) == (there.Scheme, there.Port) && there.Host.EndsWith("." + home.Host, StringComparison.OrdinalIgnoreCase);
    }
}
