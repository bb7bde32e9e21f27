using Megalis.Content.Domain;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.ShowMenu;

/// <summary>
/// The site's own menu, where its editors published one: it stands in the place of the modules' entries. Among several
/// menus the one with Orchard's alias <c>main-menu</c> is meant, else the oldest.
/// </summary>
internal sealed class MainMenu(ContentStore content) : INavigationProvider
{
    private const string Type = "Menu";
    private const string Alias = "main-menu";

    private List<NavigationItem> _items = [];

    public string? Rules => NavigationZones.Main;

    public async ValueTask LoadAsync(CancellationToken stop)
    {
        var rows = await content.Query().Where(row => row.ContentType == Type && row.Published).OrderBy(row => row.Id).Take(10).ToListAsync(stop);
        var menus = rows.ConvertAll(row => row.ToItem());
        var menu = menus.Find(item => item.Json["AliasPart"]?["Alias"]?.ToString() == Alias) ?? menus.FirstOrDefault();
        _items = [.. (menu?.Part<MenuItemsListPart>()?.MenuItems ?? []).Select(Entry).OfType<NavigationItem>()];
    }

    public IEnumerable<NavigationItem> Items() => _items;

    /// <summary>An entry of a kind that leads nowhere, or to where no visitor may be sent, is left out.</summary>
    private static NavigationItem? Entry(ContentItem entry, int index) =>
        entry.Part<LinkMenuItemPart>() is { } link && MenuEntryForm.Href(link.Url) is { } href && MenuEntryForm.NameOf(entry) is { Length: > 0 } name
            ? new NavigationItem(name, href, Order: index)
            : null;
}
