using System.Globalization;
using System.Net;
using System.Text;
using Megalis.EndToEnd.Tests.Browser;
using Megalis.Kernel.Localization;
using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>A mason answers a consultation from his browser, with its script and without; the town hall opens the plis afterwards.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DepositJourney(Chromium chromium)
{
    private const string Siret = "732 829 320 00074";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mason_deposits_and_the_town_hall_opens(bool javaScript)
    {
        await using var site = await SiteFixture.StartAsync();
        var (host, reference) = await PublishAsync(site);
        var kind = javaScript ? "depot" : "depot-sans-script";
        using var files = new TempFolder();
        await using var mason = await chromium.OpenAsync(Screen.Phone, javaScript);
        var page = await mason.NewPageAsync();

        await page.GotoAsync(new Uri(site.Visit().Home, $"/marches/{reference}").AbsoluteUri);
        await page.GetByRole(AriaRole.Link, new() { Name = "Répondre" }).ClickAsync();
        await page.ShouldStandAsync($"{kind}-1-preparer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Commencer ma réponse" }).ClickAsync();
        await page.ShouldStandAsync($"{kind}-2-vide");
        await page.GetByLabel("Pièces de candidature").SetInputFilesAsync(files.Write("DC1 signé.pdf", "candidature"));
        await page.GetByLabel("Pièces de l’offre").SetInputFilesAsync([files.Write("Mémoire technique de la réfection de la toiture de l’école communale Ar Vugale, version définitive.pdf", "mémoire"), files.Write("Prix.xlsx", "prix")]);
        await page.ShouldStandAsync($"{kind}-2-choisi");
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ces fichiers" }).ClickAsync();
        await Assertions.Expect(page.GetByText("3 fichiers sont reçus.")).ToBeVisibleAsync();
        await page.ShouldStandAsync($"{kind}-2-recu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuer : relire" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Créer un compte" }).ClickAsync();
        await SignUpAsync(page);
        await page.ShouldStandAsync($"{kind}-3-relire");
        await page.GetByRole(AriaRole.Button, new() { Name = "Déposer mon pli" }).ClickAsync();
        // Without the script too the page reloads itself until the signed head is there.
        await Assertions.Expect(page.GetByText("megalis-journal/v1")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await page.ShouldStandAsync($"{kind}-4-recepisse");
        await page.GetByRole(AriaRole.Link, new() { Name = "Vérifier ce récépissé" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Cette écriture est au journal")).ToBeVisibleAsync();
        await page.ShouldStandAsync($"{kind}-5-verifier");
        await page.GotoAsync(new Uri(site.Visit().Home, "/entreprise/depots").AbsoluteUri);
        await page.ShouldStandAsync($"{kind}-6-mes-reponses");

        await OpenAsync(site, host, reference, kind);
    }

    [Fact]
    public async Task The_script_refuses_at_once_what_the_server_would_and_says_what_the_server_says()
    {
        await using var site = await SiteFixture.StartAsync();
        var (_, reference) = await PublishAsync(site);
        using var files = new TempFolder();
        await using var mason = await chromium.OpenAsync(Screen.Phone);
        var page = await mason.NewPageAsync();
        await page.GotoAsync(new Uri(site.Visit().Home, $"/marches/{reference}/depot").AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Commencer ma réponse" }).ClickAsync();

        await page.GetByLabel("Pièces de l’offre").SetInputFilesAsync(files.Write("vide.pdf", ""));
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ces fichiers" }).ClickAsync();
        await Assertions.Expect(page.Locator(".m-errors")).ToContainTextAsync("vide.pdf : Ce fichier est vide.");
        await page.ShouldStandAsync("depot-2-refus");

        // The address is gone: the server's sentence stands above the form, the file stays chosen.
        await page.GetByLabel("Pièces de l’offre").SetInputFilesAsync(files.Write("offre.pdf", "offre"));
        await page.EvaluateAsync("() => { const f = document.querySelector('form[data-upload]'); f.action = f.action.replace(/depot\\/.{26}/, 'depot/' + '0'.repeat(26)); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ces fichiers" }).ClickAsync();
        await Assertions.Expect(page.Locator(".m-errors")).ToContainTextAsync("Vos fichiers restent choisis");
        Assert.Equal(1, await page.EvaluateAsync<int>("() => document.getElementById('Offre').files.length"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_workstation_is_tried_by_a_real_sending(bool javaScript)
    {
        await using var site = await SiteFixture.StartAsync();
        using var files = new TempFolder();
        await using var mason = await chromium.OpenAsync(Screen.Phone, javaScript);
        var page = await mason.NewPageAsync();

        await page.GotoAsync(new Uri(site.Visit().Home, "/test-du-poste").AbsoluteUri);
        await page.ShouldStandAsync("test-du-poste");
        await page.GetByLabel("Un fichier quelconque").SetInputFilesAsync(files.Write("essai.pdf", new string('x', 400_000)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Faire l’essai" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Votre poste peut déposer")).ToBeVisibleAsync();
        await page.ShouldStandAsync("test-du-poste-fait");
    }

    private static async Task SignUpAsync(IPage page)
    {
        await page.GetByLabel("Prénom et nom").FillAsync("Yann Kerbrat");
        await page.GetByLabel("Adresse électronique").FillAsync("yann@menuiserie.example");
        await page.GetByLabel("Mot de passe").FillAsync("quatre mots au hasard");
        await page.GetByLabel("Numéro SIRET").FillAsync(Siret);
        await page.GetByLabel("Nom ou raison sociale").FillAsync("Menuiserie Kerbrat");
        await page.GetByRole(AriaRole.Button, new() { Name = "Créer le compte" }).ClickAsync();
    }

    private async Task OpenAsync(SiteFixture site, string host, string reference, string kind)
    {
        var deadline = ParisTime.From(new DateTime(2027, 3, 31, 12, 0, 0));
        await using var desk = await chromium.OpenAsync();
        await desk.TakeSessionOfAsync(await site.SignInAsync(host, "Anne Secrétaire", "OpenPlis", "ViewConsultations"));
        var page = await desk.NewPageAsync();
        var home = site.Visit(host).Home;

        await page.GotoAsync(new Uri(home, $"/achats/{reference}/depots").AbsoluteUri);
        await page.ShouldStandAsync($"{kind}-7-registre-ferme");
        await page.GotoAsync(new Uri(home, $"/achats/{reference}/ouverture").AbsoluteUri);
        await page.ShouldStandAsync($"{kind}-7-ouverture-fermee");
        site.Clock.Set(deadline + TimeSpan.FromMinutes(10));
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Je confirme ma présence" }).ClickAsync();
        await page.ShouldStandAsync($"{kind}-8-presence");
        var mayor = await (await site.SignInAsync(host, "Paul Maire", "OpenPlis", "ViewConsultations")).GetAsync($"/achats/{reference}/ouverture");
        await mayor.Form("Je confirme ma présence").SubmitAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Recharger" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ouvrir les plis" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pli n° 1 : Menuiserie Kerbrat" })).ToBeVisibleAsync();
        await page.ShouldStandAsync($"{kind}-9-ouverture");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Prix.xlsx" }).ClickAsync());
        Assert.Equal("Prix.xlsx", download.SuggestedFilename);
        await page.GotoAsync(new Uri(home, $"/achats/{reference}/depots").AbsoluteUri);
        await page.ShouldStandAsync($"{kind}-9-registre");
    }

    /// <summary>A consultation of a tenant of its own, through the buyer's pages.</summary>
    private static async Task<(string Host, string Reference)> PublishAsync(SiteFixture site)
    {
        await site.AddTenantAsync("lannevez", "Commune de Lannévez");
        const string host = "lannevez.localhost";
        var buyer = await site.SignInAsync(host, "Anne Le Goff", "PublishConsultations");
        var draft = await (await buyer.GetAsync("/achats/nouvelle")).Form("Enregistrer le brouillon")
            .Fill("Objet", "Réfection de la toiture de l’école publique Ar Vugale").Check("Travaux", "Nature").Fill("Commune où le marché s’exécute", "Vannes")
            .Fill("Date et heure limites de remise des plis", new DateTime(2027, 3, 31, 12, 0, 0).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture))
            .Attach("Dossier de consultation (DCE)", "CCTP.pdf", Encoding.UTF8.GetBytes("Clauses")).SubmitAsync();
        var reference = draft.Url.Segments[^1];
        (await (await buyer.GetAsync($"/achats/{reference}/publier")).Form("Publier maintenant").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("est publiée");
        return (host, reference);
    }
}
