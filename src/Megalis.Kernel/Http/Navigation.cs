namespace Megalis.Kernel.Http;

/// <summary>The menus that a layout draws; an entry names its zone.</summary>
public static class NavigationZones
{
    /// <summary>The public menu under the header.</summary>
    public const string Main = "main";

    /// <summary>The agent's desk, left of the working pages.</summary>
    public const string Desk = "desk";

    /// <summary>The administration, left of the working pages, under the desk's entries.</summary>
    public const string Admin = "admin";

    /// <summary>The menu under the person's name.</summary>
    public const string Account = "account";

    /// <summary>The cards of a company's space, <c>/entreprise</c> on the portal.</summary>
    public const string Entreprise = "entreprise";

    /// <summary>The box of the header: its one entry leads to the page that takes the words as <c>q</c>, and proposes words under it at <c>/mots</c>.</summary>
    public const string Search = "search";

    /// <summary>Links of the portal's home page under « Je suis une collectivité ».</summary>
    public const string Collectivite = "collectivite";

    /// <summary>Links added to the legal footer.</summary>
    public const string Footer = "footer";
}

/// <summary>One entry of a menu.</summary>
/// <param name="Text">What people read, in French.</param>
/// <param name="Href">Path from the site's root, or a full URL of the portal.</param>
/// <param name="Icon">Name in the sprite (docs/reference/themes.md), or none.</param>
/// <param name="Permission">Shown only to those who hold it; none = everyone who sees the zone.</param>
/// <param name="Order">Lower comes first; equal ones follow the order of features.</param>
/// <param name="Zone">One of <see cref="NavigationZones"/>.</param>
public sealed record NavigationItem(
    string Text,
    string Href,
    string? Icon = null,
    string? Permission = null,
    int Order = 0,
    string Zone = NavigationZones.Main)
{
    /// <summary>What waits behind the entry, shown beside it; nothing when 0.</summary>
    public int Count { get; init; }
}

/// <summary>A module's entries; asked once per request, only in tenants that have its feature on.</summary>
public interface INavigationProvider
{
    /// <summary>Called before <see cref="Items"/>, for entries that are kept in the database.</summary>
    ValueTask LoadAsync(CancellationToken stop) => ValueTask.CompletedTask;

    IEnumerable<NavigationItem> Items();

    /// <summary>A zone in which these entries, where there are any, stand in the place of all others: a menu that the site's editors wrote.</summary>
    string? Rules => null;
}
