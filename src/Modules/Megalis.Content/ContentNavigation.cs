using Megalis.Content.Contracts;
using Megalis.Kernel.Http;

namespace Megalis.Content;

internal sealed class ContentNavigation : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() =>
    [
        new("Contenus", "/admin/contenus", "file-earmark-text", ContentPermissions.EditContent, 10, NavigationZones.Admin),
        new("Médias", "/admin/medias", "image", ContentPermissions.ManageMedia, 20, NavigationZones.Admin),
        new("Menus", "/admin/contenus?type=Menu", "list", ContentPermissions.PublishContent, 30, NavigationZones.Admin),
    ];
}
