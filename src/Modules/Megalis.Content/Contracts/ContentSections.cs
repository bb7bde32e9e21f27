using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;

namespace Megalis.Content.Contracts;

/// <summary>
/// A type of content that has its own place on the site: news lie under <c>/actualites</c>. Contributed:
/// <c>services.Contribute&lt;IContentSection, T&gt;()</c>. Types without one answer at their own address.
/// </summary>
public interface IContentSection
{
    string ContentType { get; }

    /// <summary>Where the section begins, « /actualites ».</summary>
    string Path { get; }

    /// <summary>The section's name, « Actualités ».</summary>
    string Title { get; }

    /// <summary>True when readers need the date of publication.</summary>
    bool IsDated { get; }
}

/// <summary>How a page shows an item.</summary>
/// <param name="IsDated">See <see cref="IContentSection.IsDated"/>.</param>
public sealed record ContentView(ContentItem Item, bool IsDated);

/// <summary>Where the items of this tenant are read.</summary>
public sealed class ContentSections
{
    private readonly Func<Tenant> _tenant;
    private readonly Contributions _contributions;
    private readonly IServiceProvider _services;
    private List<IContentSection>? _all;

    public ContentSections(Contributions contributions, TenantContext tenant, IServiceProvider services)
        : this(contributions, () => tenant.Tenant, services)
    {
    }

    private ContentSections(Contributions contributions, Func<Tenant> tenant, IServiceProvider services) =>
        (_contributions, _tenant, _services) = (contributions, tenant, services);

    /// <summary>The id of the item that the home page shows: Orchard's <c>HomeRoute</c> of the settings; empty when none was chosen.</summary>
    public string HomeItemId => _tenant().Settings<HomeRoute>(nameof(HomeRoute)).ContentItemId ?? "";

    /// <summary>Those of another tenant than the scope's, for who works over all of them.</summary>
    internal static ContentSections For(Tenant tenant, Contributions contributions, IServiceProvider services) => new(contributions, () => tenant, services);

    public IContentSection? Of(string contentType) =>
        (_all ??= [.. _contributions.Of<IContentSection>(_tenant(), _services)]).Find(section => section.ContentType == contentType);

    public ContentView View(ContentItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new ContentView(item, Of(item.ContentType)?.IsDated == true);
    }

    /// <summary>The path of an item from the site's root, percent-encoded; null when it answers at none.</summary>
    public string? AddressOf(ContentItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.ContentItemId == HomeItemId)
            return "/";
        if (item.Part<AutoroutePart>() is not { Disabled: false } route || route.Path.Trim('/').Length == 0)
            return null;
        var path = string.Join('/', route.Path.Trim('/').Split('/').Select(Uri.EscapeDataString));
        return $"{Of(item.ContentType)?.Path}/{path}";
    }

    /// <summary>Orchard's setting; its other members name a controller, which here is always the same.</summary>
    private sealed record HomeRoute
    {
        public string? ContentItemId { get; init; }
    }
}
