using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;

namespace Megalis.Procurement;

internal sealed class ProcurementNavigation(TenantContext tenant) : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() =>
    [
        new("Marchés publics", "/marches", "megaphone", Order: 10),
        new("Mes réponses", "/entreprise/depots", "send", Order: 20, Zone: NavigationZones.Account),
        new("Mes réponses", "/entreprise/depots", "send", Order: 10, Zone: NavigationZones.Entreprise),
        new("Achats", "/achats", "briefcase", ProcurementPermissions.View, Order: 20, Zone: NavigationZones.Desk),
        new("Essayer mon poste", "/test-du-poste", "send-check", Order: 10, Zone: NavigationZones.Footer),
        new("Nos consultations sur votre site", "/marches/integrer", "window", Order: 30, Zone: NavigationZones.Footer),
        new("Vérifier un récépissé", "/recepisse", "patch-check", Order: 20, Zone: NavigationZones.Footer),
        new("Réglages des achats", "/admin/achats", "sliders", ProcurementPermissions.Settings, Order: 60, Zone: NavigationZones.Admin),
        .. tenant.Tenant.IsDefault ? [new("Métiers", "/admin/metiers", "tools", ProcurementPermissions.Trades, Order: 61, Zone: NavigationZones.Admin)] : Array.Empty<NavigationItem>(),
    ];
}
