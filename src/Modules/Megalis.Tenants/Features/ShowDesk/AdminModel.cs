using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.ShowDesk;

/// <summary>Orchard's address of the administration leads to the desk, which lists it.</summary>
[Feature("Megalis.Settings")]
[RequireSignIn]
internal sealed class AdminModel : MegalisPage
{
    public IActionResult OnGet() => LocalRedirect("/bureau");
}
