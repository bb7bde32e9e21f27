using Megalis.Content.Contracts;
using Megalis.Kernel.Http;
using Megalis.News.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.News.Features.ListArticles;

/// <summary>The published items of one section: news, or guides.</summary>
[AllowAnonymous]
[PublicCache]
internal sealed class ListArticlesModel(Articles articles, NewsSection news, GuideSection guides) : MegalisPage
{
    public const int Size = 12;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IContentSection Section { get; private set; } = null!;
    public IReadOnlyList<ContentView> Items { get; private set; } = [];
    public int Total { get; private set; }

    public async Task OnGetAsync(string section, CancellationToken stop)
    {
        Section = section == "guides" ? guides : news;
        P = Math.Clamp(P, 1, 10_000);
        (Items, Total) = await articles.PageAsync(Section, Q ?? "", P, Size, stop);
    }
}
