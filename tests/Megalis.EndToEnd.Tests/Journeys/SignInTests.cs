using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class SignInTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_secretary_signs_in_by_the_demonstration_button_and_begins_at_the_desk_of_her_commune(int width)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.VisitAsync(site.At(DemoSite.Portal, "/connexion"));
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "secretaire@lannevez.example" }).ClickAsync();
        await page.WaitForURLAsync(site.At(DemoSite.Lannevez, "/bureau"));
        await page.ShouldSayAsync("Bonjour Soizic");
        await page.ShouldSayAsync("Plis à ouvrir");

        await page.VisitAsync(site.At(DemoSite.Portal));
        await page.GetByRole(AriaRole.Banner).Locator("summary").First.ClickAsync();
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Commune de Lannévez" }).ClickAsync();
        await page.WaitForURLAsync(site.At(DemoSite.Lannevez) + "**");
        await page.ShouldSayAsync("Achats");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_password_of_the_first_start_opens_the_account_and_another_does_not()
    {
        var page = await chromium.OpenPageAsync();
        await page.VisitAsync(site.At(DemoSite.Portal, "/connexion"));
        await TryAsync(page, "un autre mot de passe");
        await page.ShouldSayAsync("incorrect");

        await TryAsync(page, DemoSite.Password);
        await page.VisitAsync(site.At(DemoSite.Portal, "/compte"));
        await page.ShouldSayAsync("admin@megalis.example");
        await page.Context.CloseAsync();
    }

    private static async Task TryAsync(IPage page, string password)
    {
        await page.GetByLabel("Adresse électronique").FillAsync("admin@megalis.example");
        await page.GetByLabel("Mot de passe").FillAsync(password);
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Se connecter", Exact = true }).ClickAsync();
        await page.LookAsync();
    }
}
