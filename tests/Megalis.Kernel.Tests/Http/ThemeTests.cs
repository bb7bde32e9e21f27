using System.Net;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Http;

/// <summary>The frame around every page, on the portal and on the site of an entité.</summary>
public sealed class ThemeTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private static readonly string[] Legal = ["Accessibilité : non conforme", "Mentions légales", "Données personnelles", "Plan du site", "Aide"];

    [Fact]
    public async Task The_legal_footer_is_on_every_site()
    {
        await site.AddTenantAsync("plouha", "Plouha");

        foreach (var host in new[] { "localhost", "plouha.localhost" })
        {
            var page = await site.Visit(host).GetAsync("/nulle-part");

            Assert.Equal(Legal, page.Document.QuerySelectorAll("footer nav a").Select(a => a.TextContent).Take(Legal.Length));
            Assert.Equal("#contenu", page.Document.QuerySelector("body > a")!.GetAttribute("href"));
            Assert.NotNull(page.Document.QuerySelector("main#contenu"));
            Assert.Single(page.Document.QuerySelectorAll("h1"));
        }
    }

    [Fact]
    public async Task An_entite_wears_its_own_name_and_logo_and_the_rest_comes_from_the_base_theme()
    {
        var tenant = await site.AddTenantAsync("lannevez", "Commune de Lannévez");
        await Set(tenant, """{ "PrimaryColor": "#1f5c3a", "LogoPath": "/media/logo.svg", "Tagline": "Entre lande et mer" }""");

        var page = await site.Visit("lannevez.localhost").GetAsync("/nulle-part");

        Assert.Equal("/media/logo.svg", page.Document.QuerySelector("header img")!.GetAttribute("src"));
        Assert.Equal("m-entite", page.Document.Body!.ClassName);
        page.ShouldShow("Commune de Lannévez", "Entre lande et mer", "Se connecter");
    }

    [Fact]
    public async Task A_tenants_colours_come_as_a_stylesheet_that_may_be_kept_until_they_change()
    {
        var tenant = await site.AddTenantAsync("binic", "Binic");
        await Set(tenant, """{ "PrimaryColor": "#1f5c3a" }""");
        var visitor = site.Visit("binic.localhost");
        var before = await Colours(visitor);

        await Set(tenant, """{ "PrimaryColor": "#5c1f3a" }""");
        var after = await Colours(visitor);

        Assert.NotEqual(before, after);
        var sheet = (await visitor.GetAsync(after)).ShouldBe(HttpStatusCode.OK);
        Assert.Contains("--m-brand:#5c1f3a;", sheet.Source, StringComparison.Ordinal);
        Assert.Contains("immutable", sheet.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_colour_setting_cannot_smuggle_a_rule()
    {
        var tenant = await site.AddTenantAsync("pordic", "Pordic");
        await Set(tenant, """{ "PrimaryColor": "#1f5c3a}body{display:none" }""");

        Assert.Equal("", (await site.Visit("pordic.localhost").GetAsync("/couleurs.css")).Source);
    }

    [Fact]
    public async Task Nothing_inline_and_nothing_from_elsewhere()
    {
        var page = await site.Visit().GetAsync("/nulle-part");

        Assert.Empty(page.Document.QuerySelectorAll("[style], style, script:not([src])"));
        var addresses = page.Document.QuerySelectorAll("link[href], script[src], img[src], use[href]")
            .Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!);
        Assert.All(addresses, address => Assert.StartsWith("/", address, StringComparison.Ordinal));
        Assert.All(addresses, address => Assert.False(address.StartsWith("//", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_file_of_the_frame_is_served()
    {
        var visitor = site.Visit();
        var page = await visitor.GetAsync("/nulle-part");

        foreach (var element in page.Document.QuerySelectorAll("link[href], script[src], img[src], use[href]"))
            (await visitor.GetAsync((element.GetAttribute("href") ?? element.GetAttribute("src")!).Split('#')[0])).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stranger_is_given_no_cookie_by_the_frame() =>
        Assert.DoesNotContain("Set-Cookie", (await site.Visit().GetAsync("/nulle-part")).Headers.Keys);

    [Fact]
    public void A_sentence_waits_in_a_cookie_and_leaves_none_behind()
    {
        var provider = site.Services.GetRequiredService<ITempDataProvider>();
        var saying = new DefaultHttpContext();
        provider.SaveTempData(saying, new Dictionary<string, object> { ["Notice"] = "C’est publié." });
        var cookie = saying.Response.Headers.SetCookie.ToString().Split(';')[0];
        var reading = new DefaultHttpContext();
        reading.Request.Headers.Cookie = cookie;

        Assert.Equal("C’est publié.", provider.LoadTempData(reading)["Notice"]);
        provider.SaveTempData(reading, new Dictionary<string, object>());
        Assert.Contains("expires=Thu, 01 Jan 1970", reading.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_first_visit_loads_of_the_frame_is_light()
    {
        var visitor = site.Visit();
        var page = await visitor.GetAsync("/nulle-part");
        var files = page.Document.QuerySelectorAll("link[href], script[src], img[src], use[href]")
            .Select(e => (e.GetAttribute("href") ?? e.GetAttribute("src")!).Split('#')[0]).Distinct().ToList();
        var bytes = 0;
        foreach (var file in files)
            bytes += Compressed((await visitor.GetAsync(file)).Body);

        Assert.InRange(files.Count, 4, 8);
        Assert.InRange(bytes, 1_000, 80_000);
    }

    private static int Compressed(byte[] body)
    {
        using var memory = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(body);
        return (int)memory.Length;
    }

    private static async Task<string> Colours(SiteClient visitor) =>
        (await visitor.GetAsync("/nulle-part")).Document.QuerySelector("link[href^='/couleurs.css']")!.GetAttribute("href")!;

    private async Task Set(Tenant tenant, string settings)
    {
        var store = site.Services.GetRequiredService<TenantStore>();
        await using (var scope = TenantScope.EnterHost(site.Services))
            await store.ChangeAsync(scope.Db, tenant.Id, row => row.Settings = settings);
        await store.RefreshAsync();
    }
}
