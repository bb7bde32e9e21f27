using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class CreateTenantTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280, "Guidel", "guidel")]
    [InlineData(360, "Paimpont", "paimpont")]
    public async Task An_administrator_creates_the_site_of_a_commune_from_the_list(int width, string commune, string name)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.SignInAsync(site, "admin@megalis.example", DemoSite.Portal, "/admin/collectivites");
        await page.FollowAsync("Créer un site");
        await page.GetByLabel("Commune ou EPCI").FillAsync(commune);
        await page.PressAsync("Préremplir");
        await page.FollowAsync("Commune de " + commune, exact: true);
        await page.PressAsync("Créer le site");
        await page.ShouldSayAsync("Commune de " + commune);

        await site.WhenQuietAsync();
        await page.VisitAsync(site.At(DemoSite.Portal, "/admin/collectivites?q=" + name));
        await page.ShouldSayAsync("Ouvert");
        await page.VisitAsync(site.At(name + ".localhost", "/marches"));
        await Assertions.Expect(page.GetByRole(AriaRole.Banner)).ToContainTextAsync(commune);
        await page.Context.CloseAsync();
    }
}
