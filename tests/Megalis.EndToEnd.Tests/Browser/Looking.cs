using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>What every page that a journey comes by is held to.</summary>
public static class Looking
{
    /// <summary>A folder: each page looked at is also kept there as two pictures, for people.</summary>
    private const string PicturesVariable = "MEGALIS_SCREENSHOTS";

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
