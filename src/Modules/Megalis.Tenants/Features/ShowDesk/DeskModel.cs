using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.ShowDesk;

/// <summary>What waits for this person here, and the services open to them.</summary>
[Feature("Megalis.Settings")]
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DeskModel : MegalisPage
{
    public string FirstName => CurrentUser.DisplayName.Split(' ')[0];
}
