using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Contracts;

namespace Megalis.Users.Features.ShowEntreprise;

/// <summary>The company's space: for whom I act, and the cards that the services bring (zone <c>entreprise</c> of the navigation).</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class SpaceModel(Entreprises entreprises) : UsersPage
{
    public Standing? Standing { get; private set; }

    public async Task OnGetAsync() => Standing = await entreprises.OfAsync(CurrentUser.AccountId);
}
