using System.Xml.Linq;
using Megalis.Kernel.Security;
using Megalis.Testing;

namespace Megalis.News.Tests;

public sealed class FeedTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9";

    [Fact]
    public async Task The_feed_holds_the_newest_news_with_addresses_that_a_reader_can_follow()
    {
        var host = await site.NewSiteAsync();
        await site.PublishAsync(host, "Le lavoir & ses \u0001abords", "Une [page](/la-mairie) et ![une image](/media/x.png).\n\n<script>alert(1)</script>");
        await site.PublishAsync(host, "Un guide", type: "Guide");

        var page = await site.Visit(host).GetAsync("/actualites/rss");

        Assert.StartsWith("application/rss+xml", page.Headers["Content-Type"], StringComparison.Ordinal);
        var item = Assert.Single(Read(page).Descendants("item"));
        var root = site.Visit(host).Home.GetLeftPart(UriPartial.Authority);
        Assert.Equal("Le lavoir & ses abords", item.Element("title")!.Value);
        Assert.Equal($"{root}/actualites/le-lavoir-ses-abords", item.Element("link")!.Value);
        Assert.Equal("Mon, 01 Mar 2027 08:00:00 GMT", item.Element("pubDate")!.Value);
        var text = item.Element(Content + "encoded")!.Value;
        Assert.Contains($"href=\"{root}/la-mairie\"", text, StringComparison.Ordinal);
        Assert.Contains($"src=\"{root}/media/x.png\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        (await site.Visit(host).GetAsync(item.Element("link")!.Value)).ShouldShow("Le lavoir");
    }

    [Fact]
    public async Task The_feeds_own_address_is_nobodys()
    {
        var host = await site.NewSiteAsync();
        var editor = await site.SignInAsync(host, "Anne Le Goff", "PublishContent");

        var page = await (await editor.GetAsync("/admin/contenus/nouveau/News")).Form("Publier").Fill("Titre", "RSS").Fill("Texte", "Un texte.").SubmitAsync();

        page.ShouldShow("est celle du flux");
    }

    [Fact]
    public async Task The_map_names_every_public_page_once_and_no_other()
    {
        var host = await site.NewSiteAsync();
        await site.PublishAsync(host, "Le lavoir");
        await site.PublishAsync(host, "La mairie", type: "Page");
        await site.SaveDraftAsync(host, "Un brouillon");
        var visitor = site.Visit(host);

        var addresses = Read(await visitor.GetAsync("/sitemap.xml")).Descendants(Map + "loc").Select(loc => new Uri(loc.Value).AbsolutePath).ToList();

        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        Assert.Subset(addresses.ToHashSet(), new HashSet<string>(["/", "/actualites", "/guides", "/actualites/le-lavoir", "/la-mairie"]));
        Assert.DoesNotContain("/actualites/un-brouillon", addresses);
        foreach (var address in addresses)
            Assert.Equal(System.Net.HttpStatusCode.OK, (await visitor.GetAsync(address)).Status);
        var robots = (await visitor.GetAsync("/robots.txt")).Source;
        Assert.Contains("Disallow: /admin\n", robots, StringComparison.Ordinal);
        Assert.Contains($"Sitemap: {visitor.Home}sitemap.xml\n", robots, StringComparison.Ordinal);
    }

    private static XDocument Read(Page page) => SafeXml.Load(new MemoryStream(page.Body));
}
