using System.Net;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.News.Tests;

public sealed class ArticleTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task News_come_newest_first_by_pages_of_twelve_and_are_found_by_a_word_of_their_title()
    {
        var host = await site.NewSiteAsync();
        for (var number = 1; number <= 13; number++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(1));
            await site.PublishAsync(host, $"Été numéro {number:00}");
        }

        var visitor = site.Visit(host);
        var page = await visitor.GetAsync("/actualites");
        page.ShouldShow("1 à 12 sur 13", "numéro 13", "numéro 02").ShouldNotShow("numéro 01");
        Assert.Equal("Été numéro 13", page.Document.QuerySelector(".m-card h2")!.TextContent.Trim());
        (await page.FollowAsync("Page 2")).ShouldShow("numéro 01", "13 à 13 sur 13");
        (await visitor.GetAsync("/actualites?q=ETE+07")).ShouldShow("numéro 07").ShouldNotShow("numéro 08");
        (await visitor.GetAsync("/actualites?q=rien")).ShouldShow("Rien ne correspond à ces mots");
        (await visitor.GetAsync("/guides")).ShouldShow("Aucun guide pour l’instant");
    }

    [Fact]
    public async Task Each_item_has_one_address_and_others_lead_there()
    {
        var host = await site.NewSiteAsync();
        await site.PublishAsync(host, "Le lavoir");
        await site.PublishAsync(host, "Laver son linge", type: "Guide");
        await site.PublishAsync(host, "La mairie", type: "Page");
        var visitor = site.Visit(host);

        Assert.Equal("/actualites/le-lavoir", (await visitor.GetAsync("/le-lavoir")).ShouldBe(HttpStatusCode.OK).Url.AbsolutePath);
        Assert.Equal("/actualites/le-lavoir", (await visitor.GetAsync("/actualites/Le-Lavoir")).ShouldBe(HttpStatusCode.OK).Url.AbsolutePath);
        (await visitor.GetAsync("/guides/le-lavoir")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/actualites/la-mairie")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/guides/laver-son-linge")).ShouldBe(HttpStatusCode.OK).ShouldNotShow("Publié le");
        (await visitor.GetAsync("/la-mairie")).ShouldBe(HttpStatusCode.OK).ShouldShow("La mairie");
        (await visitor.PostAsync("/la-mairie", new StringContent(""))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_draft_is_on_no_public_page_no_feed_and_no_map()
    {
        var host = await site.NewSiteAsync();
        await site.SaveDraftAsync(host, "Confidentiel", "Rien à voir.");
        var visitor = site.Visit(host);

        foreach (var path in new[] { "/", "/actualites", "/actualites?q=confidentiel", "/actualites/rss", "/sitemap.xml", "/plan-du-site" })
            Assert.DoesNotContain("onfidentiel", (await visitor.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Source.Replace("q=confidentiel", "", StringComparison.Ordinal).Replace("value=\"confidentiel\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        (await visitor.GetAsync("/actualites/confidentiel")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/confidentiel")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_one_site_publishes_no_other_shows()
    {
        var (here, there) = (await site.NewSiteAsync(), await site.NewSiteAsync());
        await site.PublishAsync(here, "Chez nous");

        (await site.Visit(here).GetAsync("/actualites/chez-nous")).ShouldBe(HttpStatusCode.OK);
        foreach (var host in new[] { there, "localhost" })
        {
            (await site.Visit(host).GetAsync("/actualites/chez-nous")).ShouldBe(HttpStatusCode.NotFound);
            (await site.Visit(host).GetAsync("/actualites")).ShouldNotShow("Chez nous");
        }
    }

    [Fact]
    public async Task Without_the_service_its_addresses_are_absent()
    {
        var tenant = await site.AddTenantAsync("sans-actualites", "Sans", ["Megalis.Content"]);
        Assert.False(site.Services.GetRequiredService<TenantStore>().Find(tenant.Id)!.Has("Megalis.News"));

        foreach (var path in new[] { "/actualites", "/guides", "/actualites/rss", "/sitemap.xml", "/robots.txt" })
            (await site.Visit("sans-actualites.localhost").GetAsync(path)).ShouldBe(HttpStatusCode.NotFound);
    }
}
