using Megalis.Content.Contracts;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.News.Domain;
using Microsoft.AspNetCore.Authorization;

namespace Megalis.News.Features.ShowHome;

/// <summary>The first page of the portal, and of an entité's site (SCREENS.md: Home, Site).</summary>
[AllowAnonymous]
[PublicCache(Regional = true)]
internal sealed class HomeModel(ContentStore content, Articles articles, ContentSections sections, HomeFigures figures, NewsSection news, GuideSection guides) : MegalisPage
{
    public bool IsPortal => Tenant.IsDefault;

    /// <summary>The salle des marchés is open on this site.</summary>
    public bool HasMarches => Tenant.Has("Megalis.Procurement");

    /// <summary>The page that the editors wrote for it, or null.</summary>
    public ContentItem? Welcome { get; private set; }

    public IReadOnlyList<Figure> Figures { get; private set; } = [];
    public IReadOnlyList<ContentView> News { get; private set; } = [];
    public IReadOnlyList<ContentView> Guides { get; private set; } = [];
    public IContentSection NewsSection => news;
    public IContentSection GuideSection => guides;

    public async Task OnGetAsync(CancellationToken stop)
    {
        if (sections.HomeItemId is { Length: > 0 } id)
            Welcome = await content.GetAsync(id, VersionOptions.Published, stop);
        Figures = await figures.ReadAsync(stop);
        News = await articles.LatestAsync(news, 3, stop);
        if (!IsPortal)
            Guides = await articles.LatestAsync(guides, 3, stop);
    }
}
