using System.Text.RegularExpressions;
using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>A collectivité joins: its secretary on a phone, an agent of the portal at a desk, and at the end a site that answers.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class AdhesionTests(Chromium chromium, DemoSite site)
{
    private const string Email = "mairie@trebabu.example";
    private const string Name = "Commune de Trébabu";

    [Fact]
    public async Task A_secretary_asks_from_a_phone_completes_what_lacked_and_opens_the_site_that_is_made()
    {
        var secretary = await chromium.OpenPageAsync(360);
        await AskAsync(secretary);
        var followed = secretary.Url;
        var agent = await chromium.OpenPageAsync();
        await agent.SignInAsync(site, "assistance@megalis.example", DemoSite.Portal, "/taches");

        await AskForMoreAsync(agent);
        await CompleteAsync(secretary);
        await AnswerAsync(agent, "Vérifier la demande : " + Name, "Accepter");
        await AnswerAsync(agent, "Envoyer la convention : " + Name, "Convention envoyée");
        await RegisterConventionAsync(agent);

        var welcome = await site.MailAsync(Email, "Bienvenue");
        var opened = await secretary.GotoAsync(Address().Match(welcome.Text).Value);
        Assert.Equal(200, opened!.Status);
        await secretary.LookAsync();
        await Assertions.Expect(secretary.Locator("header").First).ToContainTextAsync(Name);
        await secretary.VisitAsync(Invitation().Match(welcome.Text).Value);
        await secretary.ShouldSayAsync("vous invite");
        await secretary.VisitAsync(followed);
        await secretary.ShouldSayAsync("Votre site est ouvert");
        await secretary.ShouldStandAsync("adhesion-ouverte");
        await secretary.Context.CloseAsync();
        await agent.Context.CloseAsync();
    }

    /// <summary>To the follow-up page.</summary>
    private async Task AskAsync(IPage page)
    {
        await page.VisitAsync(site.At(DemoSite.Portal, "/adherer"));
        await page.ShouldStandAsync("adherer");
        await page.FollowAsync("Commencer la demande");
        await page.GetByLabel("Commune ou communauté : nom").FillAsync("Trébabu");
        await page.PressAsync("Préremplir");
        await page.FollowAsync(Name);
        await Assertions.Expect(page.GetByLabel("Commune du siège")).ToHaveValueAsync("Trébabu (29217)");
        await page.PressAsync("Envoyer la demande");
        await page.ShouldSayAsync("Écrivez le prénom et le nom de la personne à joindre");
        await page.ShouldStandAsync("adherer-a-corriger");
        foreach (var (label, value) in new[]
        {
            ("Prénom et nom", "Soizic Le Bras"), ("Fonction", "secrétaire de mairie"), ("Adresse électronique", Email), ("Qui la signera", "Hervé Le Goff"), ("À quel titre", "maire"),
        })
            await page.GetByLabel(label).FillAsync(value);
        await page.PressAsync("Envoyer la demande");
        await page.ShouldSayAsync("Un courriel part vers");

        await page.VisitAsync((await site.MailAsync(Email, "Confirmez votre demande")).Link.AbsoluteUri);
        await page.ShouldStandAsync("adherer-confirmer");
        await page.PressAsync("Oui, envoyer la demande");
        await page.ShouldSayAsync("Nous vérifions votre demande");
        await page.ShouldStandAsync("adherer-suivi");
    }

    private async Task AskForMoreAsync(IPage agent)
    {
        await OpenTaskAsync(agent, "Vérifier la demande : " + Name);
        await agent.FollowAsync("Voir ce dont il s’agit");
        await agent.ShouldSayAsync("Liste officielle");
        await agent.ShouldStandAsync("adhesion-a-verifier");
        await agent.FollowAsync("Vérifier la demande : " + Name);
        await agent.PressAsync("Demander un complément");
        await agent.ShouldSayAsync("demande un motif");
        await agent.GetByLabel("Commentaire").FillAsync("Le maire signe-t-il lui-même ?\nSinon, qui, et par quelle délégation ?");
        await agent.PressAsync("Demander un complément");
        await site.WhenQuietAsync();
    }

    private async Task CompleteAsync(IPage page)
    {
        await page.VisitAsync((await site.MailAsync(Email, "Il manque une précision")).Link.AbsoluteUri);
        await page.ShouldSayAsync("par quelle délégation");
        await page.FollowAsync("Compléter ma demande");
        await page.ShouldStandAsync("adherer-complement");
        await page.GetByLabel("Qui la signera").FillAsync("Maï Tanguy");
        await page.GetByLabel("À quel titre").FillAsync("première adjointe, par délégation du 4 mai");
        await page.PressAsync("Envoyer le complément");
        await page.ShouldSayAsync("Nous reprenons la vérification");
    }

    private async Task RegisterConventionAsync(IPage agent)
    {
        await agent.VisitAsync(site.At(DemoSite.Portal, "/admin/adhesions"));
        await agent.ShouldStandAsync("adhesions");
        await agent.FollowAsync(Name);
        await agent.ShouldSayAsync("première adjointe");
        await agent.ShouldStandAsync("adhesion-convention");
        await agent.GetByLabel("Numéro de la convention").FillAsync("2026-117");
        await agent.GetByLabel("Signée le").FillAsync(TimeProvider.System.GetLocalNow().Date.AddDays(-2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await agent.GetByLabel("Convention signée (PDF)").SetInputFilesAsync([Walking.Pdf("convention-trebabu.pdf")]);
        // The page's own script sends the file: the page that says so is another one.
        await agent.GetByRole(AriaRole.Button, new() { Name = "Enregistrer la convention" }).ClickAsync();
        await agent.ShouldSayAsync("La convention est enregistrée");
        await site.WhenQuietAsync(seconds: 60);
        await agent.ReloadAsync();
        await agent.ShouldSayAsync("La collectivité est accueillie");
        await agent.ShouldSayAsync("convention-trebabu.pdf");
        await agent.ShouldStandAsync("adhesion-accueillie");
    }

    private async Task AnswerAsync(IPage agent, string task, string outcome)
    {
        await OpenTaskAsync(agent, task);
        await agent.PressAsync(outcome);
        await site.WhenQuietAsync();
    }

    private async Task OpenTaskAsync(IPage agent, string task)
    {
        await site.WhenQuietAsync();
        await agent.GotoAsync(site.At(DemoSite.Portal, "/taches"));
        await agent.FollowAsync(task);
    }

    [GeneratedRegex(@"http://trebabu\.localhost\S*")]
    private static partial Regex Address();

    [GeneratedRegex(@"http\S+/invitation\?jeton=\S+")]
    private static partial Regex Invitation();
}
