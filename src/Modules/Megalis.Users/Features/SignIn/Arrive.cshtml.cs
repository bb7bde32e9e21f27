using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.SignIn;

/// <summary>Where a person who came from nowhere in particular begins: at the desk of the one body they work for, in front of all of them, or in their company's space.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class ArriveModel(IPageFrame frame, Entreprises entreprises) : UsersPage
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
            return structures is [var only] ? GoOnAfterForm(only.Href) : LocalRedirect("/bureau");
        return LocalRedirect(await entreprises.OfAsync(CurrentUser.AccountId) is null ? "/compte" : "/entreprise");
    }
}
