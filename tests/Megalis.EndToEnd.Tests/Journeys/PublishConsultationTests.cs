using System.Globalization;
using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class PublishConsultationTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_buyer_publishes_with_the_short_form_and_everybody_finds_it_at_once(int width)
    {
        var objet = $"Peinture du préau de l'école de Gourin, tranche {width}";
        var page = await chromium.OpenPageAsync(width);
        await page.SignInAsync(site, "acheteur@kerlann.example", DemoSite.Kerlann, "/achats");
        await page.FollowAsync("Nouvelle consultation");
        await page.GetByLabel("Objet", new() { Exact = false }).First.FillAsync(objet);
        await page.GetByLabel("Travaux").First.CheckAsync();
        await page.GetByLabel("Commune où le marché s’exécute").FillAsync("Gourin");
        await page.GetByLabel("Date et heure limites").FillAsync(TimeProvider.System.GetLocalNow().Date.AddDays(30).ToString("yyyy-MM-dd'T12:00'", CultureInfo.InvariantCulture));
        await page.GetByLabel("Dossier de consultation (DCE)").SetInputFilesAsync([Walking.Pdf("Règlement.pdf"), Walking.Pdf("Cahier des charges.pdf")]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer le brouillon" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(objet);
        await page.LookAsync();

        await page.FollowAsync("Relire et publier");
        await page.PressAsync("Publier maintenant");
        await page.ShouldSayAsync("est publiée");

        var visitor = await chromium.OpenPageAsync(width);
        await visitor.VisitAsync(site.At(DemoSite.Portal, $"/marches?q=préau+{width}"));
        await visitor.FollowAsync(objet);
        await visitor.ShouldSayAsync("Kerlann Communauté");
        await visitor.Context.CloseAsync();
        await page.Context.CloseAsync();
    }
}
