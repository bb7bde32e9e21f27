using System.Globalization;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Search;

/// <summary>Names of the groups that a document may be found by and a reader belongs to. Both sides take them from here.</summary>
public static class SearchGroups
{
    /// <summary>Whoever looks at the public pages of this site. What the portal shows names the portal's.</summary>
    public static string OfSite(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return OfSite(tenant.Id);
    }

    /// <summary>The same by the tenant's id.</summary>
    public static string OfSite(int tenantId) => string.Create(CultureInfo.InvariantCulture, $"site:{tenantId}");
}
