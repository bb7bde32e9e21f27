using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>What every page that a journey comes by is held to.</summary>
public static class Looking
{
    /// <summary>A folder: each page looked at is also kept there as two pictures, for people.</summary>
    private const string PicturesVariable = "MEGALIS_SCREENSHOTS";

    /// <summary>
    /// The same for a page whose person has no script: its document is shown once more, as it stands, to a browser that has
    /// (axe needs timers), with the styles and without the product's scripts.
    /// </summary>
    public static async Task LookWithoutScriptAsync(this Chromium chromium, IPage page)
    {
        var (address, document) = (page.Url.Split('#')[0], await page.ContentAsync());
        await using var reader = await chromium.OpenAsync();
        var copy = await reader.NewPageAsync();
        await copy.RouteAsync("**/*", route => route.Request.ResourceType switch
        {
            "document" => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = document }),
            "script" => route.AbortAsync(),
            _ => route.ContinueAsync(),
        });
        await copy.GotoAsync(address);
        await copy.ShouldStandAsync("sans-script");
    }

    /// <summary>One h1, nothing that axe finds, nothing that sticks out: at a desk and on a phone. The page keeps its state and its width.</summary>
    /// <param name="name">Of the pictures.</param>
    public static async Task ShouldStandAsync(this IPage page, string name)
    {
        var before = page.ViewportSize!;
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        foreach (var size in new[] { Screen.Phone, Screen.Desk })
        {
            await page.SetViewportSizeAsync(size.Width, size.Height);
            await page.AssertAccessibleAsync();
            await page.AssertNoSidewaysScrollAsync();
            if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{size.Width}.png"), FullPage = true });
        }

        await page.SetViewportSizeAsync(before.Width, before.Height);
    }
}
