using Megalis.Content.Domain;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.ShowMenu;

/// <summary>
/// The site's own menu, where its editors published one: it stands in the place of the modules' entries. Among several
/// menus the one with Orchard's alias <c>main-menu</c> is meant, else the oldest.
/// </summary>
internal sealed class MainMenu(ContentStore content, Contributions contributions, TenantContext tenant, PublicMemory memory, IServiceProvider services) : INavigationProvider
{
    private const string Type = "Menu";
    private const string Alias = "main-menu";

    private IReadOnlyList<NavigationItem> _items = [];

    public string? Rules => NavigationZones.Main;

    public async ValueTask LoadAsync(CancellationToken stop) => _items = await memory.GetAsync("main-menu", () => ReadAsync(stop));

    public IEnumerable<NavigationItem> Items() => _items;

    private async Task<IReadOnlyList<NavigationItem>> ReadAsync(CancellationToken stop)
    {
        var rows = await content.Query().Where(row => row.ContentType == Type && row.Published).OrderBy(row => row.Id).Take(10).ToListAsync(stop);
        var menus = rows.ConvertAll(row => row.ToItem());
        var menu = menus.Find(item => item.Json["AliasPart"]?["Alias"]?.ToString() == Alias) ?? menus.FirstOrDefault();
        var closed = Closed();
        return [.. (menu?.Part<MenuItemsListPart>()?.MenuItems ?? []).Select(Entry).OfType<NavigationItem>().Where(item => !closed.Contains(item.Href))];
    }

    /// <summary>Where the menus of switched-off services lead: their entries come back with the service.</summary>
    private HashSet<string> Closed()
    {
        var (open, closed) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (feature, provider) in contributions.All<INavigationProvider>(services))
            if (provider is not MainMenu)
                (tenant.Tenant.Has(feature) ? open : closed).UnionWith(provider.Items().Where(item => item.Zone == NavigationZones.Main).Select(item => item.Href));
        closed.ExceptWith(open);
        return closed;
    }

    /// <summary>An entry of a kind that leads nowhere, or to where no visitor may be sent, is left out.</summary>
    private static NavigationItem? Entry(ContentItem entry, int index) =>
        entry.Part<LinkMenuItemPart>() is { } link && MenuEntryForm.Href(link.Url) is { } href && MenuEntryForm.NameOf(entry) is { Length: > 0 } name
            ? new NavigationItem(name, href, Order: index)
            : null;
}
