using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>Every page of a consultation, the buyer's and everybody's, is accessible and fits a desk and a phone.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ConsultationPagesTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task The_buyers_pages_can_be_read_by_everybody(int width)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.SignInAsync(site, "dgs@kerlann.example", DemoSite.Kerlann, "/achats");
        var published = await LastAsync(page, "/achats?etape=consultation");
        var draft = await DraftAsync(page);

        foreach (var path in new[] { "/achats", "/achats?etape=consultation", "/achats/nouvelle", "/admin/achats", $"{draft}", $"{draft}/modifier", $"{draft}/dossier", $"{draft}/publier",
            published, $"{published}/modifier", $"{published}/dossier", $"{published}/questions", $"{published}/retraits", $"{published}/date-limite", $"{published}/sans-suite" })
            await page.VisitAsync(site.At(DemoSite.Kerlann, path));

        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Everybodys_pages_can_be_read_by_everybody(int width)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.VisitAsync(site.At(DemoSite.Portal, "/marches"));
        var reference = (await page.Locator(".m-results a").First.GetAttributeAsync("href"))!;
        foreach (var path in new[] { "/marches", "/marches?q=toiture&cpv=45&dep=56&dep=35", "/marches?etat=closes", "/marches?q=introuvable", reference, $"{reference}/dce", $"{reference}/questions" })
            await page.VisitAsync(site.At(DemoSite.Portal, path));

        await page.Context.CloseAsync();
    }

    private async Task<string> LastAsync(IPage page, string list)
    {
        await page.VisitAsync(site.At(DemoSite.Kerlann, list));
        return (await page.Locator(".m-card a").First.GetAttributeAsync("href"))!;
    }

    private async Task<string> DraftAsync(IPage page)
    {
        await page.VisitAsync(site.At(DemoSite.Kerlann, "/achats/nouvelle"));
        await page.GetByLabel("Objet", new() { Exact = false }).First.FillAsync("Brouillon à relire");
        await page.GetByLabel("Travaux").First.CheckAsync();
        await page.GetByLabel("Commune où le marché s’exécute").FillAsync("Gourin");
        await page.GetByLabel("Date et heure limites").FillAsync("2030-03-02T12:00");
        await page.GetByLabel("Dossier de consultation (DCE)").SetInputFilesAsync([Walking.Pdf("RC.pdf")]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer le brouillon" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Brouillon à relire");
        return new Uri(page.Url).AbsolutePath;
    }
}
