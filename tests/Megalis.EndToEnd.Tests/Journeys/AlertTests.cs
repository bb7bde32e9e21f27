using System.Globalization;
using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>Somebody without an account searches, is told of what is published, and stops it with one click.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AlertTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task From_a_search_to_the_mail_that_tells_of_a_new_consultation(int width)
    {
        var email = $"alerte{width}@artisan.example";
        var page = await chromium.OpenPageAsync(width);
        await page.VisitAsync(site.At(DemoSite.Portal, $"/marches?q=ramonage{width}"));
        await page.FollowAsync("Me prévenir");
        await page.ShouldSayAsync("ramonage");
        await page.GetByLabel("Tout de suite").CheckAsync();
        await page.GetByLabel("Adresse électronique").FillAsync(email);
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Me prévenir" }).ClickAsync();
        await page.ShouldSayAsync("Un courriel part vers");
        await page.LookAsync();

        await page.GotoAsync((await site.MailAsync(email, "Confirmez votre alerte")).Link.AbsoluteUri);
        await page.LookAsync();
        await page.PressAsync("Oui, me prévenir");
        await page.ShouldSayAsync("Votre alerte est en route");

        await PublishAsync(width);

        var mail = await site.MailAsync(email, "Nouvelle consultation");
        Assert.Contains($"Ramonage{width} des bâtiments communaux", mail.Text, StringComparison.Ordinal);
        await page.FollowAsync("Voir mes alertes");
        await page.ShouldSayAsync("1 avis cette semaine");
        await page.GotoAsync(mail.Headers["List-Unsubscribe"].Trim('<', '>'));
        await page.LookAsync();
        await page.PressAsync("Arrêter cette alerte");
        await page.ShouldSayAsync("est arrêtée");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_company_of_the_demonstration_reads_and_changes_its_alerts(int width)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.SignInAsync(site, "contact@couverture.example", DemoSite.Portal, "/compte/alertes");
        await page.ShouldSayAsync("Toitures et couvertures");
        await page.ShouldSayAsync("avis cette semaine");

        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Modifier" }).First.ClickAsync();
        await page.LookAsync();
        await page.GetByLabel("Une fois par semaine").CheckAsync();
        await page.PressAsync("Enregistrer");
        await page.ShouldSayAsync("chaque lundi");
        await page.PressAsync("Supprimer");
        await page.ShouldSayAsync("est supprimée");
        await page.PressAsync("Annuler");
        await page.ShouldSayAsync("Toitures et couvertures");
        await page.Context.CloseAsync();
    }

    private async Task PublishAsync(int width)
    {
        var buyer = await chromium.OpenPageAsync();
        await buyer.SignInAsync(site, "acheteur@kerlann.example", DemoSite.Kerlann, "/achats/nouvelle");
        await buyer.GetByLabel("Objet", new() { Exact = false }).First.FillAsync($"Ramonage{width} des bâtiments communaux");
        await buyer.GetByLabel("Services").First.CheckAsync();
        await buyer.GetByLabel("Commune où le marché s’exécute").FillAsync("Gourin");
        await buyer.GetByLabel("Date et heure limites").FillAsync(TimeProvider.System.GetLocalNow().Date.AddDays(30).ToString("yyyy-MM-dd'T12:00'", CultureInfo.InvariantCulture));
        await buyer.GetByLabel("Dossier de consultation (DCE)").SetInputFilesAsync([Walking.Pdf("Règlement.pdf")]);
        await buyer.GetByRole(AriaRole.Button, new() { Name = "Enregistrer le brouillon" }).ClickAsync();
        await buyer.FollowAsync("Relire et publier");
        await buyer.PressAsync("Publier maintenant");
        await buyer.ShouldSayAsync("est publiée");
        await buyer.Context.CloseAsync();
    }
}
