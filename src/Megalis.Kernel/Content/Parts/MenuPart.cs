using System.Text.Json.Nodes;

namespace Megalis.Kernel.Content.Parts;

/// <summary>Marks an item as a menu; its entries are in <see cref="MenuItemsListPart"/>. Orchard: <c>"MenuPart": {}</c>.</summary>
public sealed class MenuPart : ContentPart;

/// <summary>
/// The entries of a menu, or of an entry: content items inside the item, in order. Orchard:
/// <c>"MenuItemsListPart": { "MenuItems": [ ... ] }</c>.
/// </summary>
public sealed class MenuItemsListPart : ContentPart
{
    public IReadOnlyList<ContentItem> MenuItems
    {
        get => Json[nameof(MenuItems)] is JsonArray items ? [.. items.OfType<JsonObject>().Select(item => new ContentItem(item))] : [];
        set => Set(nameof(MenuItems), new JsonArray([.. value.Select(item => item.Json.DeepClone())]));
    }
}

/// <summary>An entry that leads to an address. Orchard: <c>"LinkMenuItemPart": { "Name": "...", "Url": "~/" }</c>.</summary>
public sealed class LinkMenuItemPart : ContentPart
{
    public string Name { get => GetText(nameof(Name)) ?? ""; set => Set(nameof(Name), value); }

    /// <summary>A path of the site (<c>~/</c> is its home) or an absolute http(s) address.</summary>
    public string Url { get => GetText(nameof(Url)) ?? ""; set => Set(nameof(Url), value); }
}
