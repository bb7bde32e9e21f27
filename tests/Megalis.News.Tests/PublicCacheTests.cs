using System.Net;
using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.News.Tests;

/// <summary>What is kept of public pages, for whom, and until when.</summary>
public sealed class PublicCacheTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private static readonly string[] Pages = ["/", "/actualites", "/guides", "/actualites/le-lavoir", "/la-mairie", "/actualites/rss", "/sitemap.xml"];

    [Fact]
    public async Task A_page_is_made_once_and_a_published_change_is_seen_by_the_next_request()
    {
        var host = await site.NewSiteAsync();
        var id = await site.PublishAsync(host, "Le lavoir", "Premier texte.");
        await site.PublishAsync(host, "La mairie", type: "Page");
        var visitor = site.Visit(host);
        foreach (var path in Pages)
        {
            var first = await visitor.GetAsync(path);
            var second = await visitor.GetAsync(path);
            Assert.False(IsKept(first.ShouldBe(HttpStatusCode.OK)), path);
            Assert.True(IsKept(second.ShouldBe(HttpStatusCode.OK)), path);
            Assert.Equal(first.Source, second.Source);
            Assert.Equal(first.Headers["Content-Type"], second.Headers["Content-Type"]);
            Assert.Equal(first.Headers["Content-Security-Policy"], second.Headers["Content-Security-Policy"]);
        }

        await site.ChangeAsync(host, id, "Second texte.");

        foreach (var path in Pages)
            Assert.False(IsKept(await visitor.GetAsync(path)), path);
        (await visitor.GetAsync("/actualites/le-lavoir")).ShouldShow("Second texte.").ShouldNotShow("Premier");
        Assert.Contains("Second texte.", (await visitor.GetAsync("/actualites/rss")).Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_signed_in_neither_gets_nor_leaves_a_kept_page()
    {
        var host = await site.NewSiteAsync();
        await site.PublishAsync(host, "Le lavoir");
        var (visitor, person) = (site.Visit(host), await site.SignInAsync(host, "Anne Le Goff"));

        var mine = (await person.GetAsync("/actualites/le-lavoir")).ShouldShow("Anne Le Goff");
        Assert.Contains("no-store", mine.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.Equal("Cookie", mine.Headers["Vary"]);
        Assert.False(mine.Headers.ContainsKey("ETag"));
        var theirs = (await visitor.GetAsync("/actualites/le-lavoir")).ShouldShow("Se connecter").ShouldNotShow("Anne Le Goff");
        Assert.False(IsKept(theirs));
        Assert.True(IsKept(await visitor.GetAsync("/actualites/le-lavoir")));
        Assert.False(IsKept((await person.GetAsync("/actualites/le-lavoir")).ShouldShow("Anne Le Goff")));
    }

    [Fact]
    public async Task A_request_with_a_cookie_of_ours_is_answered_for_itself_unless_it_is_the_forms()
    {
        var host = await site.NewSiteAsync();
        var visitor = site.Visit(host);
        await visitor.GetAsync("/actualites");
        visitor.Cookies.Set(visitor.Home, "__Host-megalis-form", "whatever");
        Assert.True(IsKept(await visitor.GetAsync("/actualites")));

        visitor.Cookies.Set(visitor.Home, "__Host-notice", "forged");

        Assert.False(IsKept(await visitor.GetAsync("/actualites")));
    }

    [Fact]
    public async Task Each_site_has_its_own_pages_whatever_host_the_request_claims_and_anothers_change_leaves_them()
    {
        var (here, there) = (await site.NewSiteAsync("Commune d’ici"), await site.NewSiteAsync("Commune de là"));
        (await site.Visit(here).GetAsync("/actualites")).ShouldShow("Commune d’ici");
        (await site.Visit(there).GetAsync("/actualites")).ShouldShow("Commune de là").ShouldNotShow("Commune d’ici");
        var stranger = await site.Visit("inconnu.localhost").GetAsync("/actualites");
        stranger.ShouldNotShow("Commune d’ici", "Commune de là");

        await site.PublishAsync(there, "Du nouveau là-bas");

        Assert.True(IsKept((await site.Visit(here).GetAsync("/actualites")).ShouldShow("Commune d’ici")));
        Assert.False(IsKept((await site.Visit(there).GetAsync("/actualites")).ShouldShow("Du nouveau là-bas")));
        // Any name that is nobody's leads to the portal: one page for all of them.
        Assert.True(IsKept(await site.Visit("autre-inconnu.localhost").GetAsync("/actualites")));
    }

    [Fact]
    public async Task What_was_not_there_is_there_once_published_and_gone_once_taken_back()
    {
        var host = await site.NewSiteAsync();
        var editor = await site.SignInAsync(host, "Anne Le Goff", "PublishContent");
        var visitor = site.Visit(host);
        for (var times = 0; times < 2; times++)
            Assert.False(IsKept((await visitor.GetAsync("/actualites/la-source")).ShouldBe(HttpStatusCode.NotFound)));

        var page = await (await editor.GetAsync("/admin/contenus/nouveau/News")).Form("Publier").Fill("Titre", "La source").Fill("Texte", "Elle coule.").SubmitAsync();
        (await visitor.GetAsync("/actualites/la-source")).ShouldBe(HttpStatusCode.OK);
        Assert.True(IsKept(await visitor.GetAsync("/actualites/la-source")));
        await page.Form("Retirer du site").SubmitAsync();

        (await visitor.GetAsync("/actualites/la-source")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/actualites")).ShouldNotShow("La source");
    }

    [Fact]
    public async Task A_plan_that_falls_due_is_seen_by_the_next_request_after_it()
    {
        await using var own = await SiteFixture.StartAsync();
        var host = await own.NewSiteAsync();
        var editor = await own.SignInAsync(host, "Anne Le Goff", "PublishContent");
        await (await editor.GetAsync("/admin/contenus/nouveau/News")).Form("Programmer").Fill("Titre", "Les vœux").Fill("Texte", "Samedi.").Fill("Publier le", "2027-03-03T07:30").SubmitAsync();
        var visitor = own.Visit(host);
        await visitor.GetAsync("/actualites");
        Assert.True(IsKept((await visitor.GetAsync("/actualites")).ShouldNotShow("Les vœux")));

        own.Clock.Set(new DateTimeOffset(2027, 3, 3, 6, 30, 0, TimeSpan.Zero));

        Assert.True(await Eventually.TrueAsync(async () => (await visitor.GetAsync("/actualites")).Text.Contains("Les vœux", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/actualites/les-voeux")).Status);
    }

    [Fact]
    public async Task A_draft_and_its_preview_are_never_kept()
    {
        var host = await site.NewSiteAsync();
        var editor = await site.SignInAsync(host, "Anne Le Goff", "PublishContent", "EditContent");
        var page = await (await editor.GetAsync("/admin/contenus/nouveau/News")).Form("Enregistrer le brouillon").Fill("Titre", "Secret").Fill("Texte", "Pas encore.").SubmitAsync();
        var preview = $"/admin/contenus/{page.Url.Segments[3].TrimEnd('/')}/apercu";

        for (var times = 0; times < 2; times++)
        {
            var shown = (await editor.GetAsync(preview)).ShouldShow("Pas encore.");
            Assert.False(IsKept(shown));
            Assert.Contains("no-store", shown.Headers["Cache-Control"], StringComparison.Ordinal);
            (await site.Visit(host).GetAsync("/actualites/secret")).ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Numbered_pages_are_kept_and_an_address_with_any_other_word_is_not()
    {
        var host = await site.NewSiteAsync();
        var visitor = site.Visit(host);
        foreach (var path in new[] { "/actualites", "/actualites?p=1", "/actualites?p=2" })
        {
            Assert.False(IsKept(await visitor.GetAsync(path)), path);
            Assert.True(IsKept(await visitor.GetAsync(path)), path);
        }

        foreach (var query in new[] { "q=a", "utm_source=x", "p=02", "p=51", "p=-1", "p=a", "p=1&p=2", "p=2&x=1" })
        {
            Assert.False(IsKept(await visitor.GetAsync("/actualites?" + query)), query);
            Assert.False(IsKept(await visitor.GetAsync("/actualites?" + query)), query);
        }
    }

    [Fact]
    public async Task A_sites_name_and_its_menu_change_on_every_page_at_once()
    {
        var host = await site.NewSiteAsync("Ancien nom");
        var visitor = site.Visit(host);
        (await visitor.GetAsync("/actualites")).ShouldShow("Ancien nom").ShouldNotShow("Piscine");

        await site.Services.GetRequiredService<TenantRegister>().ChangeSettingsAsync(site.TenantOf(host).Id, new JsonObject { ["SiteName"] = "Nouveau nom" });
        (await visitor.GetAsync("/actualites")).ShouldShow("Nouveau nom").ShouldNotShow("Ancien nom");
        await AddToMenuAsync(host, "Piscine", "/piscine");

        (await visitor.GetAsync("/actualites")).ShouldShow("Piscine");
    }

    [Fact]
    public async Task Head_says_what_get_says_without_the_body_and_one_is_made_for_both()
    {
        var host = await site.NewSiteAsync();
        var visitor = site.Visit(host);
        await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/actualites"));
        Assert.True(IsKept(await visitor.GetAsync("/actualites")));

        foreach (var path in new[] { "/actualites", "/actualites/rss", "/sitemap.xml" })
        {
            var get = (await visitor.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
            var head = (await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Head, path))).ShouldBe(HttpStatusCode.OK);

            Assert.Empty(head.Body);
            Assert.True(IsKept(head), path);
            Assert.Equal(get.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), head.Headers["Content-Length"]);
            Assert.Equal(get.Headers["ETag"], head.Headers["ETag"]);
        }
    }

    [Fact]
    public async Task A_browser_asks_before_each_use_and_is_told_when_nothing_changed()
    {
        var host = await site.NewSiteAsync();
        var id = await site.PublishAsync(host, "Le lavoir", "Premier texte.");
        var visitor = site.Visit(host);
        var page = await visitor.GetAsync("/actualites/le-lavoir");
        Assert.Equal("no-cache", page.Headers["Cache-Control"]);
        Assert.Equal("Cookie", page.Headers["Vary"]);

        var again = await AskAgainAsync(page.Headers["ETag"]);
        Assert.Equal(HttpStatusCode.NotModified, again.Status);
        Assert.Empty(again.Body);
        Assert.Equal(page.Headers["ETag"], again.Headers["ETag"]);
        await site.ChangeAsync(host, id, "Second texte.");

        (await AskAgainAsync(page.Headers["ETag"])).ShouldBe(HttpStatusCode.OK).ShouldShow("Second texte.");

        Task<Page> AskAgainAsync(string mark)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/actualites/le-lavoir");
            request.Headers.TryAddWithoutValidation("If-None-Match", mark);
            return visitor.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_change_on_one_node_is_seen_on_the_other_within_a_second()
    {
        await using var one = await SiteFixture.StartAsync(BothDatabases.Postgres);
        var two = await one.StartAnotherNodeAsync();
        var host = await one.NewSiteAsync();
        var id = await one.PublishAsync(host, "Le lavoir", "Premier texte.");
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(two.TenantOf(host).Hosts.Contains(host) && two.TenantOf(host).Has("Megalis.News"))));
        // Once the other node has heard of all this, it keeps the page.
        Assert.True(await Eventually.TrueAsync(async () => IsKept((await two.Visit(host).GetAsync("/actualites/le-lavoir")))));

        await one.ChangeAsync(host, id, "Second texte.");

        (await one.Visit(host).GetAsync("/actualites/le-lavoir")).ShouldShow("Second texte.");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.True(await Eventually.TrueAsync(async () => (await two.Visit(host).GetAsync("/actualites/le-lavoir")).Text.Contains("Second texte.", StringComparison.Ordinal)));
        // Some 100 ms by NOTIFY, 1.5 s by the polls alone; a minute if it were not heard at all.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    private async Task AddToMenuAsync(string host, string name, string url)
    {
        await using var scope = site.Enter(host);
        var content = scope.Services.GetRequiredService<ContentStore>();
        var menu = (await content.Query().Where(row => row.ContentType == "Menu" && row.Published).ToListAsync()).Single().ToItem();
        menu.Json["MenuItemsListPart"]!["MenuItems"]!.AsArray().Add(new JsonObject
        {
            ["ContentItemId"] = "piscine",
            ["ContentType"] = "LinkMenuItem",
            ["DisplayText"] = name,
            ["LinkMenuItemPart"] = new JsonObject { ["Url"] = url },
        });
        Assert.IsType<ContentSaved.Done>(await content.PublishAsync(menu, ContentAuthor.System));
    }

    /// <summary>A kept page says how many seconds ago it was made.</summary>
    private static bool IsKept(Page page) => page.Headers.ContainsKey("Age");
}
