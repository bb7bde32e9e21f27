namespace Megalis.Kernel.Http;

/// <summary>Who is signed in, as a header shows it.</summary>
/// <param name="Name">« Anne Le Goff ».</param>
/// <param name="Email">Shown under the name; tells two accounts of one person apart.</param>
public sealed record PageVisitor(string Name, string Email);

/// <summary>A body that the person works for, in the switch « Mes structures » (SCREENS.md, Portal, Header).</summary>
/// <param name="Name">« Commune de Lannévez ».</param>
/// <param name="Href">Where the switch leads: the hand-over to that body's desk.</param>
/// <param name="IsCurrent">The page that is shown belongs to it.</param>
public sealed record StructureLink(string Name, string Href, bool IsCurrent);

/// <summary>
/// Everything a layout shows around a page: the site's name and colours, the menus, the person. The only service
/// that a theme injects, so that a theme needs no knowledge of modules.
/// </summary>
public interface IPageFrame
{
    /// <summary>Reads what the layout will ask (menus by permission). A layout calls it first.</summary>
    ValueTask LoadAsync();

    /// <summary>« Mégalis Bretagne », « Commune de Lannévez ».</summary>
    string SiteName { get; }

    /// <summary>One line under the name; may be empty.</summary>
    string Tagline { get; }

    /// <summary>The portal of the syndicat, not the site of an entité.</summary>
    bool IsPortal { get; }

    /// <summary>The portal's public URL without a final slash; empty on the portal itself.</summary>
    string PortalUrl { get; }

    /// <summary>The entité's own logo, or none.</summary>
    string? LogoUrl { get; }

    /// <summary>A stylesheet with the tenant's colours, or none when it keeps the theme's.</summary>
    string? ColorsUrl { get; }

    /// <summary>None when nobody is signed in.</summary>
    PageVisitor? Visitor { get; }

    /// <summary>Empty when nobody is signed in.</summary>
    ValueTask<IReadOnlyList<StructureLink>> StructuresAsync();

    /// <summary>The entries of a zone that this person may see, in order.</summary>
    IReadOnlyList<NavigationItem> Menu(string zone);

    /// <summary>The entry of a zone that the current path lies under; the longest path wins.</summary>
    NavigationItem? Current(string zone);
}
