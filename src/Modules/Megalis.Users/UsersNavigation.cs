using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;

namespace Megalis.Users;

internal sealed class UsersNavigation(TenantContext tenant, TenantStore tenants) : INavigationProvider
{
    public IEnumerable<NavigationItem> Items()
    {
        // Account and company live on the portal; on a tenant's host the menu leads there.
        var portal = tenant.Tenant.IsDefault ? "" : tenants.CanonicalUrl(tenants.Default);
        yield return new NavigationItem("Mon compte", portal + "/compte", "person-gear", Order: 10, Zone: NavigationZones.Account);
        yield return new NavigationItem("Mon entreprise", portal + "/entreprise", "buildings", Order: 30, Zone: NavigationZones.Account);
        yield return new NavigationItem("Mon équipe", "/entreprise/equipe", "people", Order: 90, Zone: NavigationZones.Entreprise);
        yield return new NavigationItem("Comptes", "/admin/comptes", "people", KernelPermissions.ManageUsers, 41, NavigationZones.Admin);
        yield return new NavigationItem("Rôles", "/admin/roles", "person-lock", KernelPermissions.ManageRoles, 42, NavigationZones.Admin);
        yield return new NavigationItem("Journal", "/admin/journal", "journal-text", KernelPermissions.ViewAuditTrail, 90, NavigationZones.Admin);
    }
}
