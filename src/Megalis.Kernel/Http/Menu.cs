using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Http;

/// <summary>The menus of this tenant as this person may see them.</summary>
public sealed class Menu(Contributions contributions, TenantContext tenant, CurrentUser user, IServiceProvider services)
{
    public async Task<IReadOnlyList<NavigationItem>> OfAsync(NavigationZone zone, CancellationToken stop = default)
    {
        var items = new List<NavigationItem>();
        foreach (var item in contributions.Of<INavigationProvider>(tenant.Tenant, services).SelectMany(p => p.Items))
            if (item.Zone == zone && (item.Permission is null || await user.MayAsync(item.Permission, stop)))
                items.Add(item);
        return [.. items.OrderBy(i => i.Order).ThenBy(i => i.Text, StringComparer.CurrentCulture)];
    }
}
