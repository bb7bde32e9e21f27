using Megalis.Kernel.Http;
using Microsoft.AspNetCore.Authorization;

namespace Megalis.Adhesions.Features.AskAdhesion;

/// <summary>What joining gives, what it needs and how long it takes.</summary>
[AllowAnonymous]
internal sealed class AboutModel : MegalisPage
{
    public string SiteName => Tenant.Text("SiteName", Tenant.DisplayName);
}
