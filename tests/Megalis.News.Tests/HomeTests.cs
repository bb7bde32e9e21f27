using System.Net;
using Megalis.Testing;

namespace Megalis.News.Tests;

public sealed class HomeTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task The_portal_opens_on_its_search_then_three_doors()
    {
        var page = await site.Visit().GetAsync("/");

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Trouver un marché public en Bretagne", "Je suis une entreprise", "Je suis une collectivité", "Je me forme", "Aucune actualité pour l’instant");
        Assert.Equal("Trouver un marché public en Bretagne", Assert.Single(page.Document.QuerySelectorAll("h1")).TextContent);
        var result = await page.Form("Rechercher").Fill("Votre métier, un lieu, un acheteur", "toiture").SubmitAsync();
        Assert.Equal("/marches?q=toiture", result.ShouldBe(HttpStatusCode.OK).Url.PathAndQuery);
        foreach (var door in new[] { "Je suis une entreprise", "Je suis une collectivité", "Je me forme" })
            Assert.NotEqual(HttpStatusCode.NotFound, (await page.FollowAsync(door)).Status);
    }

    [Fact]
    public async Task A_sites_home_is_the_page_its_editors_wrote_and_its_newest_news()
    {
        var host = await site.NewSiteAsync();
        await site.ChangeAsync(host, "accueil", "Bienvenue à tous.");
        foreach (var number in new[] { 1, 2, 3, 4 })
        {
            site.Clock.Advance(TimeSpan.FromMinutes(1));
            await site.PublishAsync(host, $"Nouvelle {number}");
        }

        var page = await site.Visit(host).GetAsync("/");

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Commune de Plouvenez", "Bienvenue à tous.", "Nos consultations ouvertes", "Nouvelle 4", "Nouvelle 2").ShouldNotShow("Nouvelle 1", "Je suis une entreprise");
        (await page.FollowAsync("Toutes les actualités")).ShouldShow("Nouvelle 1");
        Assert.Equal("/", (await site.Visit(host).GetAsync("/accueil")).Url.AbsolutePath);
    }

    [Fact]
    public async Task A_site_without_the_salle_des_marches_does_not_lead_there()
    {
        await site.AddTenantAsync("sobre", "Sobre", ["Megalis.Content", "Megalis.News"]);

        var page = await site.Visit("sobre.localhost").GetAsync("/");

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Sobre").ShouldNotShow("consultations");
        Assert.Empty(page.Document.QuerySelectorAll("a[href^='/marches']"));
    }

    [Fact]
    public async Task Every_page_of_the_demonstrations_content_can_be_read()
    {
        var host = await site.NewSiteAsync("Kerlann Communauté");
        await site.RunRecipeAsync(host, "contenus-portail");
        await site.RunRecipeAsync(host, "contenus-kerlann");
        var visitor = site.Visit(host);

        foreach (var list in new[] { "/", "/actualites", "/guides" })
        {
            var page = (await visitor.GetAsync(list)).ShouldBe(HttpStatusCode.OK);
            foreach (var link in page.Document.QuerySelectorAll("main a[href^='/actualites/'], main a[href^='/guides/']").Select(a => a.GetAttribute("href")!).Where(href => !href.EndsWith("/rss", StringComparison.Ordinal)).Distinct())
            {
                var article = (await visitor.GetAsync(link)).ShouldBe(HttpStatusCode.OK);
                Assert.All(article.Document.QuerySelectorAll("article img"), image => Assert.NotEqual("", image.GetAttribute("alt")));
                foreach (var image in article.Document.QuerySelectorAll("img[src^='/media/']"))
                    (await visitor.GetAsync(image.GetAttribute("src")!)).ShouldBe(HttpStatusCode.OK);
                Assert.DoesNotContain("file:text", article.Source, StringComparison.Ordinal);
            }
        }

        // Published so many days before the recipe ran, whenever that was.
        (await visitor.GetAsync("/actualites/horaires-dechetteries")).ShouldShow("février 2027");
    }
}
