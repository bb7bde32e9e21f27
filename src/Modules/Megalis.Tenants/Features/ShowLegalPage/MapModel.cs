using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Microsoft.AspNetCore.Authorization;

namespace Megalis.Tenants.Features.ShowLegalPage;

/// <summary>Every heading that this visitor may open, on one page (RGAA 12.3).</summary>
[Feature("Megalis.Settings")]
[AllowAnonymous]
internal sealed class MapModel : MegalisPage
{ }
