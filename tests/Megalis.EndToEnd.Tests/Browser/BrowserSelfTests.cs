using Microsoft.Playwright;
using Xunit.Sdk;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>The instruments themselves: a browser test that cannot fail would prove nothing.</summary>
[Collection(BrowserCollection.Name)]
public sealed class BrowserSelfTests(Chromium chromium)
{
    [Fact]
    public async Task A_good_page_passes_and_a_bad_one_is_told_its_rule_and_place()
    {
        await using var person = await chromium.OpenAsync();
        var page = await person.NewPageAsync();

        await page.SetContentAsync("<html lang='fr'><title>Accueil</title><main><h1>Accueil</h1><p>Bonjour</p></main></html>");
        await page.AssertAccessibleAsync();

        await page.SetContentAsync("<html lang='fr'><title>Dépôt</title><main><h1>Dépôt</h1><input id='objet'></main></html>");
        var failure = await Assert.ThrowsAsync<FailException>(() => page.AssertAccessibleAsync());
        Assert.Contains("label (critical) at #objet", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_sticks_out_on_a_phone_is_found()
    {
        await using var person = await chromium.OpenAsync(Screen.Phone);
        var page = await person.NewPageAsync();

        await page.SetContentAsync("<main style='width: 360px'>Bonjour</main><style>body { margin: 0 }</style>");
        await page.AssertNoSidewaysScrollAsync();

        await page.SetContentAsync("<main style='width: 400px'>Bonjour</main>");
        await Assert.ThrowsAsync<FailException>(() => page.AssertNoSidewaysScrollAsync());
    }

    [Fact]
    public async Task The_browser_reaches_no_third_party()
    {
        await using var person = await chromium.OpenAsync();
        var page = await person.NewPageAsync();

        var failure = await Assert.ThrowsAsync<PlaywrightException>(() => page.GotoAsync("http://fonts.example.com/"));

        Assert.Contains("ERR_NAME_NOT_RESOLVED", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_page_is_found_also_where_scripts_are_switched_off()
    {
        await using var person = await chromium.OpenAsync(Screen.Phone, javaScript: false);
        var page = await person.NewPageAsync();
        await page.RouteAsync("**/*", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<html lang='fr'><title>Dépôt</title><main><h1>Dépôt</h1><input id='objet'></main></html>" }));
        await page.GotoAsync("http://localhost:9/");

        var failure = await Assert.ThrowsAsync<FailException>(() => chromium.LookWithoutScriptAsync(page));

        Assert.Contains("label (critical) at #objet", failure.Message, StringComparison.Ordinal);
    }
}
