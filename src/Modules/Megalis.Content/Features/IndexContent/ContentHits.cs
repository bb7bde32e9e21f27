using Megalis.Content.Contracts;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;

namespace Megalis.Content.Features.IndexContent;

/// <summary>How the site's search shows what the site publishes: a heading for each section that it has, then its pages.</summary>
internal sealed class ContentHits(Contributions contributions, TenantContext tenant, IServiceProvider services) : IHitKinds
{
    public IReadOnlyList<HitKind> Kinds =>
    [
        .. contributions.Of<IContentSection>(tenant.Tenant, services).Select((section, rank) =>
            Kind(section.Path.Trim('/'), section.Title, section.IsDated ? "newspaper" : "book", section.ContentType, section.IsDated, 20 + rank)),
        Kind("pages", "Pages", "file-earmark-text", "Page", isDated: false, 30),
    ];

    private static HitKind Kind(string id, string label, string icon, string type, bool isDated, int order) => new(id, label, icon, ContentIndex.Name)
    {
        Order = order,
        Only = (ContentIndex.Type, type.ToLowerInvariant()),
        Title = ContentIndex.Title,
        Texts = [ContentIndex.Summary, ContentIndex.Body],
        Load = [ContentIndex.Path, ContentIndex.Publication],
        Href = hit => hit.Text(ContentIndex.Path) is { Length: > 0 } path ? path : null,
        Facts = hit => [isDated && hit.Instant(ContentIndex.Publication) is { } at ? ParisTime.Day(at) : null],
    };
}
