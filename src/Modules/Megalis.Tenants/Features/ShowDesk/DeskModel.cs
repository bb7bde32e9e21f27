using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.ShowDesk;

/// <summary>What waits for this person here, the services open to them, and on the portal the bodies they work for.</summary>
[Feature("Megalis.Settings")]
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DeskModel(Contributions contributions, TenantContext tenant, IPageFrame frame) : MegalisPage
{
    /// <summary>Shown at most; the services show the rest.</summary>
    public const int Most = 12;

    public string FirstName => CurrentUser.DisplayName.Split(' ')[0];

    /// <summary>The longest waiting first.</summary>
    public IReadOnlyList<Waiting> Waiting { get; private set; } = [];

    public IReadOnlyList<NavigationItem> Services { get; private set; } = [];

    public IReadOnlyList<NavigationItem> Administration { get; private set; } = [];

    /// <summary>Empty elsewhere than on the portal: there the switch of the header is enough.</summary>
    public IReadOnlyList<StructureLink> Structures { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await frame.LoadAsync();
        Services = [.. frame.Menu(NavigationZones.Desk).Where(i => i.Href != "/bureau")];
        Administration = frame.Menu(NavigationZones.Admin);
        if (frame.IsPortal)
            Structures = await frame.StructuresAsync();
        var waiting = new List<Waiting>();
        foreach (var source in contributions.Of<IDeskSource>(tenant.Tenant, HttpContext.RequestServices))
            waiting.AddRange(await source.WaitingAsync(stop));
        Waiting = [.. waiting.OrderBy(w => w.Since)];
    }

    /// <summary>What waits behind a tile: as its entry counts it, else as the lines above do.</summary>
    public int CountOf(NavigationItem service) => service.Count > 0 ? service.Count : Waiting.Where(w => w.Service == service.Href).Sum(w => w.Count);
}
