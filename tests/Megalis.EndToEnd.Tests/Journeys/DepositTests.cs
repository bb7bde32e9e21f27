using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class DepositTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280, "Plomberie Le Bec", "44912763800012")]
    [InlineData(360, "Ardoises du Stang", "53308642700010")]
    public async Task A_company_signs_up_in_the_middle_of_its_deposit_loses_nothing_and_gets_its_receipt(int width, string company, string number)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.VisitAsync(site.At(DemoSite.Portal, "/marches?q=menuiseries+salle+des+fêtes"));
        await page.FollowAsync("Remplacement des menuiseries de la salle des fêtes");
        await page.FollowAsync("Répondre");
        await page.PressAsync("Commencer ma réponse");
        await page.GetByLabel("Pièces de candidature").SetInputFilesAsync(Walking.Pdf("DC1.pdf"));
        await page.GetByLabel("Pièces de l’offre").SetInputFilesAsync([Walking.Pdf("Acte d'engagement.pdf"), Walking.Pdf("Prix.pdf")]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ces fichiers" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(3);
        await page.LookAsync();

        await page.PressAsync("Continuer : relire");
        await page.FollowAsync("Créer un compte");
        await SignUpAsync(page, company, number);
        await page.ShouldSayAsync("Acte d'engagement.pdf");
        await page.GetByRole(AriaRole.Button, new() { Name = "Déposer mon pli" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Récépissé de dépôt");
        foreach (var text in (string[])["Reçu dans les délais", company, "DC1.pdf", "Prix.pdf"])
            await page.ShouldSayAsync(text);
        // Position and signed head follow within two seconds; the page reloads by itself.
        await Assertions.Expect(page.GetByText("Tête signée", new() { Exact = true })).ToBeVisibleAsync();
        await page.LookAsync();
        await page.Context.CloseAsync();
    }

    private static async Task SignUpAsync(IPage page, string company, string number)
    {
        await page.GetByLabel("Prénom et nom").FillAsync("Katell Le Bec");
        await page.GetByLabel("Adresse électronique").FillAsync($"katell@{number}.example");
        await page.GetByLabel("Mot de passe").FillAsync("ardoise granit ajonc marée");
        await page.GetByLabel("Numéro SIRET").FillAsync(number);
        await page.GetByLabel("Nom ou raison sociale").FillAsync(company);
        await page.PressAsync("Créer le compte");
    }
}
