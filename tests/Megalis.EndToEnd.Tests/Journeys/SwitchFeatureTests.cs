using Megalis.EndToEnd.Tests.Browser;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class SwitchFeatureTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_service_that_is_switched_off_disappears_and_comes_back_as_it_was(int width)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.SignInAsync(site, "dgs@kerlann.example", DemoSite.Kerlann, "/admin/services");
        var visitor = await chromium.OpenPageAsync(width);
        await visitor.VisitAsync(site.At(DemoSite.Kerlann, "/actualites"));

        await page.PressAsync("Désactiver Actualités et guides");
        await page.ShouldSayAsync("Activer Actualités et guides");
        Assert.Equal(404, (await visitor.GotoAsync(site.At(DemoSite.Kerlann, "/actualites")))!.Status);
        await visitor.LookAsync();

        await page.PressAsync("Activer Actualités et guides");
        await visitor.VisitAsync(site.At(DemoSite.Kerlann, "/actualites"));
        await visitor.Context.CloseAsync();
        await page.Context.CloseAsync();
    }
}
