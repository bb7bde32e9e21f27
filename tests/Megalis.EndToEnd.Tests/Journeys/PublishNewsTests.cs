using Megalis.EndToEnd.Tests.Browser;
using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class PublishNewsTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task An_editor_publishes_a_news_with_a_described_image(int width)
    {
        var title = $"La passerelle du canal rouvre ({width})";
        var page = await chromium.OpenPageAsync(width);
        await page.SignInAsync(site, "redaction@megalis.example", DemoSite.Portal, "/admin/contenus");
        await page.VisitAsync(site.At(DemoSite.Portal, "/admin/contenus/nouveau/News"));
        await page.Locator("[name='Form.Title']").FillAsync(title);
        await page.Locator("[name='Form.Markdown']").FillAsync("Les travaux sont finis. **Merci** de votre patience.");
        await page.Locator("[name='Image']").SetInputFilesAsync(Path.Combine(Folders.Repository, "recipes", "medias", "port.png"));
        await page.Locator("[name='Form.ImageAlt']").FillAsync("Des bateaux amarrés devant quatre maisons blanches");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publier", Exact = true }).ClickAsync();
        await page.ShouldSayAsync("Publié");
        await page.LookAsync();

        var visitor = await chromium.OpenPageAsync(width);
        await visitor.VisitAsync(site.At(DemoSite.Portal, "/actualites"));
        await visitor.FollowAsync(title);
        await visitor.ShouldSayAsync("Merci de votre patience");
        await Assertions.Expect(visitor.GetByAltText("Des bateaux amarrés devant quatre maisons blanches").First).ToBeVisibleAsync();
        await visitor.Context.CloseAsync();
        await page.Context.CloseAsync();
    }
}
