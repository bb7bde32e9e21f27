using System.Net;
using Megalis.Testing;

namespace Megalis.Adhesions.Tests;

/// <summary>The public form: what it refuses, what it says, and what it does not.</summary>
public sealed class FormTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_home_page_leads_to_the_request_and_the_list_of_communes_fills_it(string database)
    {
        var visitor = (await sites.OnAsync(database)).Visit();
        var about = await (await visitor.GetAsync("/")).FollowAsync("Rejoindre la plateforme", within: "Je suis une collectivité");
        var form = await about.FollowAsync("Commencer la demande");
        var found = await form.Form("Préremplir").Fill("Commune ou communauté : nom, code postal ou SIREN", "Guidel").SubmitAsync();
        var filled = (await found.FollowAsync("Commune de Guidel")).Form("Envoyer la demande");
        Assert.Equal(("Commune de Guidel", "Guidel (56520)", "guidel"), (filled.ValueOf("Nom de la collectivité"), filled.ValueOf("Commune du siège"), filled.ValueOf("Adresse du site")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Each_wrong_field_has_its_sentence_and_nothing_typed_is_lost(string database)
    {
        var site = await sites.OnAsync(database);
        var empty = await (await site.Visit().GetAsync("/adherer/demande")).Form("Envoyer la demande").SubmitAsync();
        empty.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(
            "Écrivez le numéro SIREN", "Écrivez le nom de la collectivité", "Choisissez de quoi il s’agit", "Écrivez le nom de la commune et son code postal",
            "Choisissez l’adresse du site", "Écrivez votre adresse électronique", "Écrivez le nom de la personne qui signera");

        var wrong = await Asking.Fill(empty, "CCAS de Quistinic", "200 000 009", "ccas@quistinic.example").SubmitAsync();
        wrong.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("son dernier chiffre contrôle les autres");
        Assert.Equal("CCAS de Quistinic", wrong.Form("Envoyer la demande").ValueOf("Nom de la collectivité"));
        (await Asking.Fill(wrong, "CCAS de Quistinic", "20000000800017", "ccas@quistinic.example").SubmitAsync()).ShouldShow("neuf chiffres ; celui-ci en a 14");
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Commune du siège", "Atlantide (99999)").SubmitAsync()).ShouldShow("« Atlantide (99999) » n’est pas une commune de Bretagne");
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Nombre d’habitants", "beaucoup").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Adresse du site", "www").SubmitAsync()).ShouldShow("réservé à la plateforme");
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Adresse du site", "ccas.quistinic").SubmitAsync()).ShouldShow("minuscules sans accent");
        Assert.Empty(await site.MailsAsync("ccas@quistinic.example"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_form_sent_twice_is_one_request_and_one_mail(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var visitor = asking.Site.Visit();
        var form = Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Lignol", "200000065", "ccas@lignol.example");
        var both = await Task.WhenAll(form.SubmitAsync(), form.SubmitAsync());
        Assert.All(both, page => page.ShouldShow("Un courriel part vers c…@lignol.example"));

        var mail = Assert.Single(await asking.Site.MailsAsync("ccas@lignol.example"));
        var confirm = (await visitor.GetAsync(mail.Link.PathAndQuery)).Form("Oui, envoyer la demande");
        both = await Task.WhenAll(confirm.SubmitAsync(), confirm.SubmitAsync());
        Assert.Contains(both, page => page.Url.AbsolutePath == "/adherer/suivi");
        (await confirm.SubmitAsync()).ShouldShow("Nous vérifions votre demande");
        Assert.Single(await asking.TitlesAsync(), t => t.EndsWith("CCAS de Lignol", StringComparison.Ordinal));
        Assert.Equal(2, (await asking.Site.MailsAsync("ccas@lignol.example")).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nobody_is_troubled_before_the_address_has_said_yes(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        var visitor = site.Visit();
        await Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Séglien", "200000073", "ccas@seglien.example").SubmitAsync();
        Assert.Empty(await asking.TitlesAsync());
        (await (await asking.StaffAsync()).GetAsync("/admin/adhesions?etat=toutes")).ShouldShow("Aucune demande").ShouldNotShow("Séglien");

        var link = Assert.Single(await site.MailsAsync("ccas@seglien.example")).Link.PathAndQuery;
        site.Clock.Advance(TimeSpan.FromDays(7.2));
        (await visitor.GetAsync(link)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Ce lien est trop ancien");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_entite_that_has_a_site_or_an_open_request_is_told_so_and_nothing_more(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        await asking.Site.AddTenantAsync("malguenac-" + database.ToLowerInvariant(), "Commune de Malguénac", siren: "200000081");
        var page = await asking.Site.Visit().GetAsync("/adherer/demande");
        (await Asking.Fill(page, "Malguénac", "200000081", "a@malguenac.example").SubmitAsync()).ShouldShow("a déjà un site sur la plateforme : Commune de Malguénac");

        await asking.AskAsync("CCAS de Langoëlan", "200000099", "secret@langoelan.example");
        var second = await Asking.Fill(page, "CCAS de Langoëlan", "200000099", "curieux@ailleurs.example").SubmitAsync();
        second.ShouldShow("Une demande est déjà en cours pour ce SIREN");
        Assert.DoesNotContain("secret@langoelan.example", second.Source, StringComparison.Ordinal);
        Assert.Empty(await asking.Site.MailsAsync("curieux@ailleurs.example"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_unconfirmed_requests_for_one_entite_the_first_to_say_yes_has_it(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var visitor = asking.Site.Visit();
        foreach (var email in (string[])["un@roudouallec.example", "deux@roudouallec.example"])
            (await Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Roudouallec", "200000107", email).SubmitAsync()).ShouldShow("Un courriel part");

        (await asking.ConfirmAsync(visitor, "deux@roudouallec.example")).ShouldShow("Nous vérifions votre demande");
        (await asking.ConfirmAsync(visitor, "un@roudouallec.example")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Une demande est déjà en cours pour le SIREN 200000107");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_a_stranger_types_stays_text_on_pages_in_mails_and_in_the_export(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        const string name = "=CMD()<script>alert(1)</script> {{7*7}}";
        var visitor = asking.Site.Visit();
        var form = Asking.Fill(await visitor.GetAsync("/adherer/demande"), name, "200000115", "hostile@exemple.example", "hostile")
            .Fill("Prénom et nom", "Nom\r\nBcc: autre@exemple.example").Fill("Autre chose à nous dire", "<img src=x onerror=alert(1)>");
        (await form.SubmitAsync()).ShouldShow("Un courriel part");
        var follow = await asking.ConfirmAsync(visitor, "hostile@exemple.example");
        follow.ShouldShow(name);
        Assert.DoesNotContain("<script>alert", follow.Source, StringComparison.Ordinal);
        Assert.All(await asking.Site.MailsAsync("hostile@exemple.example"), m => Assert.DoesNotContain("Bcc", m.Headers.Keys));

        var staff = await asking.StaffAsync();
        var request = await Asking.OpenAsync(staff, name);
        request.ShouldShow("<img src=x onerror=alert(1)>", "Nom Bcc: autre@exemple.example");
        Assert.DoesNotContain("<img src=x", request.Source, StringComparison.Ordinal);
        var export = (await staff.GetAsync("/admin/adhesions?handler=csv")).Source;
        Assert.Contains("'=CMD()", export, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Links_that_are_forged_lead_nowhere_and_the_pages_are_the_portals(string database)
    {
        var site = await sites.OnAsync(database);
        var visitor = site.Visit();
        (await visitor.GetAsync("/adherer/suivi?lien=CfDJ8forge")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/adherer/complement?lien=" + new string('a', 5000))).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/adherer/confirmer?lien=")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        var tenant = await site.AddTenantAsync("plouray-" + database.ToLowerInvariant(), "Plouray");
        (await site.Visit(tenant.Hosts[0]).GetAsync("/adherer")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit().GetAsync("/admin/adhesions")).ShouldShow("Se connecter");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Mails_to_one_address_are_counted(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        string[] sirens = ["200000123", "200000131", "200000149", "200000156"];
        Page? last = null;
        foreach (var siren in sirens)
            last = await Asking.Fill(await asking.Site.Visit().GetAsync("/adherer/demande"), "CCAS " + siren, siren, "inonde@exemple.example").SubmitAsync();
        last!.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Trop de demandes pour cette adresse");
        Assert.Equal(3, (await asking.Site.MailsAsync("inonde@exemple.example")).Count);
    }
}
