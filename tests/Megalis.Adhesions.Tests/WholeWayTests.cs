using System.Net;
using System.Text;
using Megalis.Kernel.Localization;
using Megalis.Testing;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Adhesions.Tests;

/// <summary>From the form to the open site, and the ways that end before it.</summary>
public sealed class WholeWayTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_collectivite_that_asks_has_its_site_and_its_first_administrator(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var site = asking.Site;
        var follow = await asking.AskAsync("CCAS de Lanvezan", "200000008", "ccas@lanvezan.example");
        follow.ShouldShow("CCAS de Lanvezan", "Nous vérifions votre demande", "Demande reçue");
        Assert.Contains(await site.MailsAsync("ccas@lanvezan.example"), m => m.Subject.StartsWith("Demande reçue", StringComparison.Ordinal) && m.Text.Contains("/adherer/suivi", StringComparison.Ordinal));

        await asking.AnswerAsync("Vérifier la demande : CCAS de Lanvezan", "Accepter");
        (await follow.FollowAgainAsync(site)).ShouldShow("Votre demande est acceptée");
        await asking.AnswerAsync("Envoyer la convention : CCAS de Lanvezan", "Convention envoyée");
        (await follow.FollowAgainAsync(site)).ShouldShow("Faites-la signer par Hervé Le Goff");

        var staff = await asking.StaffAsync();
        var request = await Asking.OpenAsync(staff, "CCAS de Lanvezan");
        var form = request.Form("Enregistrer la convention").Fill("Numéro de la convention", "2027-014").Fill("Signée le", "2027-02-26")
            .Attach("Convention signée (PDF)", "../convention signée.pdf", Encoding.ASCII.GetBytes("%PDF-1.7 signed"), "application/pdf");
        (await form.SubmitAsync()).ShouldShow("La convention est enregistrée");
        await site.WhenQuietAsync();

        (await follow.FollowAgainAsync(site)).ShouldShow("Votre site est ouvert", "n° 2027-014");
        (await site.Visit("ccas-de-lanvezan.localhost").GetAsync("/marches")).ShouldBe(HttpStatusCode.OK).ShouldShow("CCAS de Lanvezan");
        var done = await Asking.OpenAsync(staff, "CCAS de Lanvezan");
        done.ShouldShow("Accueillie", "Renvoyer l’invitation");
        var document = await done.FollowAsync("convention signée.pdf");
        Assert.Equal("%PDF-1.7 signed", document.Source);

        var welcome = Assert.Single(await site.MailsAsync("ccas@lanvezan.example"), m => m.Subject.StartsWith("Bienvenue", StringComparison.Ordinal));
        Assert.Contains("ccas-de-lanvezan.localhost", welcome.Text, StringComparison.Ordinal);
        var invitation = welcome.Text.Split('\n').Single(l => l.Contains("/invitation?jeton=", StringComparison.Ordinal)).Trim();
        var accept = await site.Visit().GetAsync(new Uri(invitation).PathAndQuery);
        accept.ShouldShow("CCAS de Lanvezan vous invite");
        var account = accept.Form("Ouvrir mon compte").Fill("Prénom et nom", "Soizic Le Bras").Fill("Mot de passe", "ardoise bocage lande korrigan");
        var again = (await Asking.OpenAsync(staff, "CCAS de Lanvezan")).Form("Renvoyer l’invitation");
        (await again.SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("L’invitation est déjà partie à").ShouldNotShow("Une nouvelle invitation est partie");
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        (await again.SubmitAsync()).ShouldShow("Une nouvelle invitation est partie");
        (await again.SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow($"L’invitation est déjà partie à {ParisTime.Clock(site.Clock.GetUtcNow())}");
        var resent = Assert.Single(await site.MailsAsync("ccas@lanvezan.example"), m => m.Subject.StartsWith("Votre invitation", StringComparison.Ordinal));
        invitation = resent.Text.Split('\n').Single(l => l.Contains("/invitation?jeton=", StringComparison.Ordinal)).Trim();
        account = (await site.Visit().GetAsync(new Uri(invitation).PathAndQuery)).Form("Ouvrir mon compte").Fill("Prénom et nom", "Soizic Le Bras").Fill("Mot de passe", "ardoise bocage lande korrigan");
        (await account.SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        (await again.SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("a déjà une personne qui l’administre");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_circuit_that_is_cancelled_closes_its_request_and_the_entite_may_ask_again(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var follow = await asking.AskAsync("CCAS de Kerfaven", "200000198", "ccas@kerfaven.example");
        await asking.Site.WhenQuietAsync();
        await using (var scope = asking.Site.Enter())
        {
            var row = await scope.Db.Set<Workflows.Data.InstanceRow>().AsNoTracking().SingleAsync(i => i.Title == "Adhésion : CCAS de Kerfaven");
            Assert.Null(await scope.Services.GetRequiredService<InstanceActs>().CancelAsync(row.Id, "operateur", false, "Essai."));
        }

        await asking.Site.WhenQuietAsync();
        (await follow.FollowAgainAsync(asking.Site)).ShouldShow("classée sans suite");
        (await Asking.Fill(await asking.Site.Visit().GetAsync("/adherer/demande"), "CCAS de Kerfaven", "200000198", "autre@kerfaven.example").SubmitAsync()).ShouldShow("Un courriel part");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nobody_is_made_the_administrator_of_the_site_of_another_entite(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var site = asking.Site;
        var staff = await asking.UntilConventionAsync("CCAS de Lezavel", "200000206", "ccas@lezavel.example", "lezavel");
        await site.AddTenantAsync("lezavel", "Autre Lezavel");
        var other = "autre-" + database.ToLowerInvariant();
        await site.AddTenantAsync(other, "Autre commune", siren: "200000214");
        await Asking.SignAsync(await Asking.OpenAsync(staff, "CCAS de Lezavel"), "2027-016");
        await site.WhenQuietAsync();
        var incident = Assert.Single(await asking.IncidentsAsync("CCAS de Lezavel"));
        await using (var scope = site.Enter())
            Assert.Null(await scope.Services.GetRequiredService<InstanceActs>().SetVariableAsync(incident.InstanceId, "operateur", "site", $"\"{other}\"", "Essai."));
        await using (var scope = site.Enter())
            Assert.Null(await scope.Services.GetRequiredService<InstanceActs>().SkipAsync(incident.Id, "operateur", "Done", "Essai."));
        await site.WhenQuietAsync();
        Assert.Contains("n'est pas celui du SIREN 200000206", Assert.Single(await asking.IncidentsAsync("CCAS de Lezavel")).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await site.MailsAsync("ccas@lezavel.example"), m => m.Text.Contains("/invitation?jeton=", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_request_that_lacks_something_is_completed_by_its_link_and_checked_again(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var follow = await asking.AskAsync("CCAS de Kerbrenn", "200000016", "ccas@kerbrenn.example");
        await asking.AnswerAsync("Vérifier la demande : CCAS de Kerbrenn", "Demander un complément", "Qui préside le CCAS ?");

        var mail = Assert.Single(await asking.Site.MailsAsync("ccas@kerbrenn.example"), m => m.Subject.StartsWith("Il manque", StringComparison.Ordinal));
        Assert.Contains("Qui préside le CCAS ?", mail.Text, StringComparison.Ordinal);
        var visitor = asking.Site.Visit();
        var complete = await (await visitor.GetAsync(mail.Link.PathAndQuery)).FollowAsync("Compléter ma demande");
        complete.ShouldShow("Qui préside le CCAS ?");
        var form = complete.Form("Envoyer le complément").Fill("À quel titre", "présidente déléguée").Tamper("Input.ContactEmail", "autre@ailleurs.example");
        (await form.SubmitAsync()).ShouldShow("Nous reprenons la vérification");

        // A second click on the aged form changes nothing and says where the request is.
        (await form.SubmitAsync()).ShouldShow("Nous vérifions votre demande");
        Assert.Contains("Vérifier la demande : CCAS de Kerbrenn", await asking.TitlesAsync());
        (await Asking.OpenAsync(await asking.StaffAsync(), "CCAS de Kerbrenn")).ShouldShow("présidente déléguée", "ccas@kerbrenn.example", "Complément reçu");
        Assert.Empty(await asking.Site.MailsAsync("autre@ailleurs.example"));
        (await follow.FollowAgainAsync(asking.Site)).ShouldShow("Complément reçu");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_refusal_reaches_the_asker_with_its_reason_and_the_request_is_forgotten_after_six_months(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        var follow = await asking.AskAsync("CCAS de Plouvenez", "200000024", "ccas@plouvenez.example");
        await asking.AnswerAsync("Vérifier la demande : CCAS de Plouvenez", "Refuser", "Ce CCAS a été dissous.");

        Assert.Contains(await site.MailsAsync("ccas@plouvenez.example"), m => m.Subject.StartsWith("Demande refusée", StringComparison.Ordinal) && m.Text.Contains("Ce CCAS a été dissous.", StringComparison.Ordinal));
        (await follow.FollowAgainAsync(site)).ShouldShow("n’a pas pu être acceptée", "Ce CCAS a été dissous.");
        var staff = await asking.StaffAsync();
        (await staff.GetAsync("/admin/adhesions?etat=Refused")).ShouldShow("CCAS de Plouvenez");
        (await staff.GetAsync("/admin/adhesions")).ShouldNotShow("CCAS de Plouvenez");

        site.Clock.Advance(TimeSpan.FromDays(184));
        await Eventually.TrueAsync(async () => (await follow.FollowAgainAsync(site)).Status == HttpStatusCode.NotFound);
        (await follow.FollowAgainAsync(site)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_asker_who_stays_silent_is_reminded_and_the_request_is_closed_after_sixty_days(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        var follow = await asking.AskAsync("CCAS de Kergoz", "200000032", "ccas@kergoz.example");
        await asking.AnswerAsync("Vérifier la demande : CCAS de Kergoz", "Demander un complément", "Votre délibération ?");

        site.Clock.Advance(TimeSpan.FromDays(15.1));
        Assert.True(await Eventually.TrueAsync(async () => (await site.MailsAsync("ccas@kergoz.example")).Any(m => m.Subject.StartsWith("Rappel", StringComparison.Ordinal))));
        site.Clock.Advance(TimeSpan.FromDays(45.1));
        Assert.True(await Eventually.TrueAsync(async () => (await site.MailsAsync("ccas@kergoz.example")).Any(m => m.Subject.StartsWith("Demande classée", StringComparison.Ordinal))));
        (await follow.FollowAgainAsync(site)).ShouldShow("classée sans suite");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_address_that_was_taken_meanwhile_is_an_incident_and_another_one_mends_it(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var site = asking.Site;
        var staff = await asking.UntilConventionAsync("CCAS d’Illizien", "200000040", "ccas@illizien.example", "illizien");
        await site.AddTenantAsync("illizien", "Commune d’Illizien");
        await Asking.SignAsync(await Asking.OpenAsync(staff, "CCAS d’Illizien"), "2027-015");
        await site.WhenQuietAsync();

        var incident = Assert.Single(await asking.IncidentsAsync("CCAS d’Illizien"));
        Assert.Contains("illizien.localhost", incident.Message, StringComparison.Ordinal);
        (await Asking.OpenAsync(staff, "CCAS d’Illizien")).ShouldShow("Le circuit s’est arrêté sur un incident");
        await using (var scope = site.Enter())
        {
            var acts = scope.Services.GetRequiredService<InstanceActs>();
            Assert.Null(await acts.SetVariableAsync(incident.InstanceId, "operateur", "adresse", "\"ccas-illizien\"", "L'adresse était prise."));
        }

        await using (var scope = site.Enter())
            Assert.Null(await scope.Services.GetRequiredService<InstanceActs>().RetryAsync(incident.Id, "operateur"));
        await site.WhenQuietAsync();
        (await site.Visit("ccas-illizien.localhost").GetAsync("/marches")).ShouldBe(HttpStatusCode.OK).ShouldShow("CCAS d’Illizien");
        (await Asking.OpenAsync(staff, "CCAS d’Illizien")).ShouldShow("Accueillie", "ccas-illizien.localhost");
    }
}

internal static class FollowAgain
{
    /// <summary>The follow-up page by its address, in a browser that knows nothing.</summary>
    public static Task<Page> FollowAgainAsync(this Page page, SiteFixture site) => site.Visit().GetAsync(page.Url.PathAndQuery);
}
