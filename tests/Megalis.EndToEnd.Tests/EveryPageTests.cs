using System.Collections.Concurrent;
using Megalis.EndToEnd.Tests.Browser;
using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests;

/// <summary>What holds for the frame around every page, on the portal and on a tenant, at a desk and on a phone.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EveryPageTests(Chromium chromium, SiteFixture site)
{
    [Theory]
    [InlineData("localhost", 1280)]
    [InlineData("localhost", 360)]
    [InlineData("lannevez.localhost", 1280)]
    [InlineData("lannevez.localhost", 360)]
    public async Task A_page_is_accessible_and_fits_its_screen(string host, int width)
    {
        await EnsureLannevezAsync();
        await using var person = await chromium.OpenAsync(width == 360 ? Screen.Phone : Screen.Desk);
        var page = await person.NewPageAsync();

        var answer = await page.GotoAsync(new Uri(site.Visit(host).Home, "/nulle-part").AbsoluteUri);

        Assert.Equal(404, answer!.Status);
        await page.AssertAccessibleAsync();
        await page.AssertNoSidewaysScrollAsync();
        Assert.Equal(1, await page.Locator("h1").CountAsync());
    }

    [Fact]
    public async Task No_page_writes_an_error_to_the_console_or_asks_for_what_is_not_there()
    {
        await using var person = await chromium.OpenAsync();
        var page = await person.NewPageAsync();
        var problems = new ConcurrentQueue<string>();
        var address = new Uri(site.Visit().Home, "/nulle-part").AbsoluteUri;
        page.RequestFailed += (_, request) => problems.Enqueue($"failed: {request.Url}");
        page.Response += (_, response) => problems.Enqueue(response.Status >= 400 && response.Url != address ? $"{response.Status}: {response.Url}" : "");
        // Chromium also reports the page's own 404 there, which is asked for.
        page.Console += (_, message) => problems.Enqueue(message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal) ? message.Text : "");

        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.All(problems, problem => Assert.Equal("", problem));
    }

    [Fact]
    public async Task The_browser_can_take_the_session_of_someone_signed_in()
    {
        await EnsureLannevezAsync();
        var secretary = await site.SignInAsync("lannevez.localhost", "Soizic Kerbrat");
        await using var person = await chromium.OpenAsync();
        await person.TakeSessionOfAsync(secretary);
        var page = await person.NewPageAsync();

        await page.GotoAsync(new Uri(secretary.Home, "/nulle-part").AbsoluteUri);

        Assert.Contains("Soizic Kerbrat", await page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
    }

    private async Task EnsureLannevezAsync()
    {
        if (site.TenantOf("lannevez.localhost").IsDefault)
            await site.AddTenantAsync("lannevez", "Commune de Lannevez");
    }
}
