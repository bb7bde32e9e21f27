using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;

namespace Megalis.Alerts;

internal sealed class AlertsNavigation(TenantContext tenant, TenantStore tenants) : INavigationProvider
{
    public IEnumerable<NavigationItem> Items()
    {
        var portal = tenant.Tenant.IsDefault ? "" : tenants.CanonicalUrl(tenants.Default);
        yield return new NavigationItem("Mes alertes", portal + "/compte/alertes", "bell", Order: 20, Zone: NavigationZones.Account);
        yield return new NavigationItem("Mes alertes", "/compte/alertes", "bell", Order: 40, Zone: NavigationZones.Entreprise);
    }
}
