using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>A deposit on a bad day: the line is cut, the account is opened in the middle, the session ends twice. Nothing chosen is lost.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DepositCutTests(Chromium chromium, DemoSite site)
{
    private const string Password = "ardoise granit ajonc marée";

    [Theory]
    [InlineData(1280, "Charpentes Le Floc’h", "81234567600017")]
    [InlineData(360, "Couvertures Guégan", "82345678500018")]
    public async Task A_company_whose_line_and_session_break_deposits_all_that_it_chose(int width, string company, string number)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.VisitAsync(site.At(DemoSite.Portal, "/marches?q=menuiseries+salle+des+fêtes"));
        await page.FollowAsync("Remplacement des menuiseries de la salle des fêtes");
        await page.FollowAsync("Répondre");
        await page.PressAsync("Commencer ma réponse");

        await page.GetByLabel("Pièces de candidature").SetInputFilesAsync(Walking.Pdf("DC1.pdf"));
        await page.GetByLabel("Pièces de l’offre").SetInputFilesAsync([Walking.Pdf("Acte d'engagement.pdf"), Walking.Pdf("Prix.pdf")]);
        await page.Context.SetOfflineAsync(true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ces fichiers" }).ClickAsync();
        await Assertions.Expect(page.Locator(".m-upload")).ToContainTextAsync("Connexion coupée");
        await page.LookAsync();
        await page.Context.SetOfflineAsync(false);
        // The script tries again by itself.
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(3);

        await page.PressAsync("Continuer : relire");
        await page.FollowAsync("Créer un compte");
        await SignUpAsync(page, company, number);
        await page.ShouldSayAsync("Prix.pdf");
        await page.FollowAsync("Retour aux pièces");
        await EndSessionAsync(page);
        await page.GetByLabel("Pièces de l’offre").SetInputFilesAsync(Walking.Pdf("Mémoire.pdf"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ces fichiers" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(4);
        await page.PressAsync("Continuer : relire");
        await SignInAsync(page, number);

        await EndSessionAsync(page);
        await page.PressAsync("Déposer mon pli");
        await SignInAsync(page, number);
        await page.GetByRole(AriaRole.Button, new() { Name = "Déposer mon pli" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Récépissé de dépôt");
        foreach (var text in (string[])["Reçu dans les délais", company, "DC1.pdf", "Acte d'engagement.pdf", "Prix.pdf", "Mémoire.pdf"])
            await page.ShouldSayAsync(text);
        await Assertions.Expect(page.GetByText("Tête signée", new() { Exact = true })).ToBeVisibleAsync();
        await page.LookAsync();
        await page.Context.CloseAsync();
    }

    /// <summary>As the server does it by time: the browser's session is worth nothing any more.</summary>
    private static Task EndSessionAsync(IPage page) => page.Context.ClearCookiesAsync(new() { Name = "__Host-megalis" });

    private static async Task SignInAsync(IPage page, string number)
    {
        await page.GetByLabel("Adresse électronique").FillAsync($"yann@{number}.example");
        await page.GetByLabel("Mot de passe").FillAsync(Password);
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Se connecter", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Relire et déposer");
        await page.ShouldSayAsync("DC1.pdf");
        await page.ShouldSayAsync("Mémoire.pdf");
        await page.LookAsync();
    }

    private static async Task SignUpAsync(IPage page, string company, string number)
    {
        await page.GetByLabel("Prénom et nom").FillAsync("Yann Le Floc’h");
        await page.GetByLabel("Adresse électronique").FillAsync($"yann@{number}.example");
        await page.GetByLabel("Mot de passe").FillAsync(Password);
        await page.GetByLabel("Numéro SIRET").FillAsync(number);
        await page.GetByLabel("Nom ou raison sociale").FillAsync(company);
        await page.PressAsync("Créer le compte");
    }
}
