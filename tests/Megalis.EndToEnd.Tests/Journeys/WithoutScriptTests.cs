using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class WithoutScriptTests(Chromium chromium, DemoSite site)
{
    [Fact]
    public async Task Reading_searching_and_depositing_work_without_javascript()
    {
        await using var context = await chromium.OpenAsync(Screen.Phone, javaScript: false);
        context.SetDefaultTimeout(15_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(site.At(DemoSite.Portal, "/marches"));
        await page.GetByLabel("Mots").FillAsync("étang");
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Rechercher" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Aménagement d'un sentier d'interprétation" }).ClickAsync();
        await page.ShouldSayAsync("Kerlann Communauté");

        await page.GetByRole(AriaRole.Link, new() { Name = "Répondre", Exact = true }).ClickAsync();
        await chromium.LookWithoutScriptAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Commencer ma réponse" }).ClickAsync();
        await page.GetByLabel("Pièces de l’offre").SetInputFilesAsync(Walking.Pdf("Devis.pdf"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ces fichiers" }).ClickAsync();
        await page.ShouldSayAsync("« Devis.pdf » est reçu");
        await chromium.LookWithoutScriptAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuer : relire" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "contact@menuiserie.example" }).ClickAsync();
        await page.ShouldSayAsync("Devis.pdf");
        await chromium.LookWithoutScriptAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Déposer mon pli" }).ClickAsync();

        await page.ShouldSayAsync("Reçu dans les délais");
        await page.ShouldSayAsync("Menuiserie Riou");
        await chromium.LookWithoutScriptAsync(page);
    }
}
