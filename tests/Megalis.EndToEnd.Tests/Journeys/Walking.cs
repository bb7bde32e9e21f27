using System.Text;
using Megalis.EndToEnd.Tests.Browser;
using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>What people do on every journey. Each page that is reached is looked at: axe, width, one title.</summary>
internal static class Walking
{
    public static async Task<IPage> OpenPageAsync(this Chromium chromium, int width = 1280)
    {
        var context = await chromium.OpenAsync(width == 360 ? Screen.Phone : Screen.Desk);
        context.SetDefaultTimeout(15_000);
        return await context.NewPageAsync();
    }

    public static async Task VisitAsync(this IPage page, string address)
    {
        var answer = await page.GotoAsync(address);
        Assert.True(answer!.Ok, $"{address} answered {answer.Status}: {await page.InnerTextAsync("body")}");
        await page.LookAsync();
    }

    /// <summary>The page as it stands is accessible, fits its screen and has one title.</summary>
    public static async Task LookAsync(this IPage page)
    {
        await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
        await Assertions.Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        await page.AssertAccessibleAsync();
        await page.AssertNoSidewaysScrollAsync();
    }

    public static async Task FollowAsync(this IPage page, string link, bool exact = false)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = link, Exact = exact }).First.ClickAsync();
        await page.LookAsync();
    }

    public static async Task PressAsync(this IPage page, string button)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
        await page.LookAsync();
    }

    public static async Task ShouldSayAsync(this IPage page, string text) =>
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(text, new() { IgnoreCase = true });

    /// <summary>Signs in by the button that the sign-in page has in Development, and goes to a page of a site.</summary>
    public static async Task SignInAsync(this IPage page, DemoSite site, string email, string host, string path)
    {
        await page.VisitAsync(site.At(host, "/connexion?retour=" + Uri.EscapeDataString(path)));
        await page.GetByRole(AriaRole.Button, new() { Name = email }).ClickAsync();
        await page.WaitForURLAsync(site.At(host, path));
        await page.LookAsync();
    }

    /// <summary>The first mail to somebody whose subject begins so; waits until it is out.</summary>
    public static async Task<ReceivedMail> MailAsync(this SiteFixture site, string to, string subject)
    {
        ReceivedMail? found = null;
        Assert.True(await Eventually.TrueAsync(async () => (found = (await site.MailsAsync(to)).FirstOrDefault(m => m.Subject.StartsWith(subject, StringComparison.Ordinal))) is not null), $"No mail « {subject} » to {to}.");
        return found!;
    }

    public static FilePayload Pdf(string name) => new() { Name = name, MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes($"%PDF-1.4\n% {name}\n%%EOF\n") };
}
