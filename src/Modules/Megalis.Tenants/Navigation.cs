using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;

namespace Megalis.Tenants;

internal sealed class TenantsNavigation : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() =>
        [new("Collectivités", "/admin/collectivites", "buildings", KernelPermissions.ManageTenants, 60, NavigationZones.Admin)];
}

internal sealed class SettingsNavigation(QueueDesk queue, CurrentUser user) : INavigationProvider
{
    private const int CountedUpTo = 99;

    private int _tasks;

    public async ValueTask LoadAsync(CancellationToken stop)
    {
        if (user.IsSignedIn && await user.MayAsync(KernelPermissions.ManageQueue, stop))
            _tasks = await queue.CountAsync(CountedUpTo, stop);
    }

    public IEnumerable<NavigationItem> Items() =>
    [
        new("Mon bureau", "/bureau", "house-door", null, 0, NavigationZones.Account),
        new("Bureau", "/bureau", "house-door", KernelPermissions.AccessDesk, 0, NavigationZones.Desk),
        new("Services", "/admin/services", "puzzle", KernelPermissions.ManageFeatures, 40, NavigationZones.Admin),
        new("Tâches à reprendre", "/admin/taches", "arrow-repeat", KernelPermissions.ManageQueue, 90, NavigationZones.Admin) { Count = _tasks },
        new("Réglages", "/admin/reglages", "sliders", KernelPermissions.ManageSettings, 100, NavigationZones.Admin),
    ];
}
