using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Http;

/// <summary>The frame of this tenant for this person.</summary>
internal sealed class TenantFrame(
    TenantContext context, TenantStore tenants, Contributions contributions, CurrentUser user, IHttpContextAccessor http, MegalisDb db) : IPageFrame
{
    private List<NavigationItem>? _items;

    private Tenant Tenant => context.Tenant;

    public async ValueTask LoadAsync()
    {
        if (_items is not null || !context.IsSet)
            return;
        var services = http.HttpContext!.RequestServices;
        var items = new List<(NavigationItem Item, bool Rules)>();
        foreach (var provider in contributions.Of<INavigationProvider>(Tenant, services))
        {
            await provider.LoadAsync(http.HttpContext.RequestAborted);
            foreach (var item in provider.Items())
                if (item.Permission is null || await user.MayAsync(item.Permission))
                    items.Add((item, item.Zone == provider.Rules));
        }

        var ruled = items.Where(i => i.Rules).Select(i => i.Item.Zone).ToHashSet();
        _items = [.. items.Where(i => i.Rules || !ruled.Contains(i.Item.Zone)).Select(i => i.Item)];
    }

    public string SiteName => context.IsSet ? Tenant.Text("SiteName", Tenant.DisplayName) : "Megalis";

    public string Tagline => context.IsSet ? Tenant.Text("Tagline") : "";

    public bool IsPortal => !context.IsSet || Tenant.IsDefault;

    public string PortalUrl => IsPortal ? "" : tenants.CanonicalUrl(tenants.Default);

    public string? LogoUrl => context.IsSet && Tenant.Text("LogoPath") is { Length: > 0 } path ? path : null;

    public string? ColorsUrl => context.IsSet && Tenant.Text("PrimaryColor").Length > 0 ? $"/couleurs.css?v={Tenant.Version}" : null;

    public PageVisitor? Visitor => user.IsSignedIn ? new PageVisitor(user.DisplayName, user.Email) : null;

    public async ValueTask<IReadOnlyList<StructureLink>> StructuresAsync()
    {
        if (!user.IsSignedIn)
            return [];
        var account = user.AccountId;
        var ids = await db.Set<Membership>().Where(m => m.AccountId == account).Select(m => m.TenantId).ToListAsync();
        return [.. from id in ids
                   let tenant = tenants.Find(id)
                   where tenant is { IsDefault: false, State: TenantState.Running }
                   orderby tenant.DisplayName
                   select new StructureLink(tenant.DisplayName, $"{PortalUrl}/passage/{tenant.Name}", context.IsSet && tenant.Id == Tenant.Id)];
    }

    public IReadOnlyList<NavigationItem> Menu(string zone) => [.. (_items ?? []).Where(i => i.Zone == zone).OrderBy(i => i.Order)];

    public NavigationItem? Current(string zone)
    {
        var path = http.HttpContext?.Request.Path ?? default;
        return Menu(zone).Where(i => path.StartsWithSegments(i.Href) || i.Href == path.Value).MaxBy(i => i.Href.Length);
    }
}
