using Megalis.Kernel.Http;
using Megalis.Kernel.Security;

namespace Megalis.Tenants;

internal sealed class TenantsNavigation : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() =>
        [new("Collectivités", "/admin/collectivites", "buildings", KernelPermissions.ManageTenants, 60, NavigationZones.Admin)];
}

internal sealed class SettingsNavigation : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() =>
    [
        new("Mon bureau", "/bureau", "house-door", null, 0, NavigationZones.Account),
        new("Bureau", "/bureau", "house-door", KernelPermissions.AccessDesk, 0, NavigationZones.Desk),
        new("Services", "/admin/services", "puzzle", KernelPermissions.ManageFeatures, 40, NavigationZones.Admin),
        new("Réglages", "/admin/reglages", "sliders", KernelPermissions.ManageSettings, 100, NavigationZones.Admin),
    ];
}
