using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Http;
using Megalis.News.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.News.Features.ShowArticle;

/// <summary>One news item or guide. What is not published, or is another site's, is not there.</summary>
[AllowAnonymous]
[PublicCache]
internal sealed class ShowArticleModel(Articles articles, Autoroutes routes, ContentSections sections, NewsSection news, GuideSection guides) : MegalisPage
{
    public IContentSection Section { get; private set; } = null!;
    public ContentView View { get; private set; } = null!;

    /// <summary>The newest of the section beside this one.</summary>
    public IReadOnlyList<ContentView> Others { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string section, string slug, CancellationToken stop)
    {
        Section = section == "guides" ? guides : news;
        if (slug.Length > ContentPaths.MaxLength || await articles.FindAsync(Section, await routes.FindAsync(slug, stop), stop) is not { } view)
            return NotFound();
        if (sections.AddressOf(view.Item) is { } address && address != Request.Path.ToUriComponent())
            return LocalRedirectPermanent(address);
        View = view;
        Others = [.. (await articles.LatestAsync(Section, 4, stop)).Where(other => other.Item.ContentItemId != view.Item.ContentItemId).Take(3)];
        return Page();
    }
}
