using System.IO.Compression;
using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class FindConsultationTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_visitor_finds_an_open_consultation_and_downloads_its_dossier_without_a_name(int width)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.VisitAsync(site.At(DemoSite.Portal, "/marches"));
        // A phone shows the results first; the filters open on demand.
        if (width == 360)
            await page.Locator("summary", new() { HasText = "Filtrer" }).ClickAsync();
        await page.GetByLabel("Mots").FillAsync("toiture école");
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Rechercher" }).ClickAsync();
        await page.LookAsync();

        await page.FollowAsync("Réfection de la toiture de l'école communale");
        await page.ShouldSayAsync("Commune de Lannévez");
        await page.ShouldSayAsync("Date limite de remise des plis");

        await page.FollowAsync("Télécharger le dossier");
        await page.ShouldSayAsync("Vous ne serez pas prévenu des modifications");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Tout le dossier (ZIP)" }).ClickAsync());

        using var zip = ZipFile.OpenRead((await download.PathAsync())!);
        Assert.Contains(zip.Entries, entry => entry.Name == "Règlement de la consultation.pdf" && entry.Length > 0);
        await page.Context.CloseAsync();
    }
}
