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

        var wrong = await Asking.Fill(empty, "CCAS de Trevelin", "200 000 009", "ccas@trevelin.example").SubmitAsync();
        wrong.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("son dernier chiffre contrôle les autres");
        Assert.Equal("CCAS de Trevelin", wrong.Form("Envoyer la demande").ValueOf("Nom de la collectivité"));
        (await Asking.Fill(wrong, "CCAS de Trevelin", "20000000800017", "ccas@trevelin.example").SubmitAsync()).ShouldShow("neuf chiffres ; celui-ci en a 14");
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Commune du siège", "Atlantide (99999)").SubmitAsync()).ShouldShow("« Atlantide (99999) » n’est pas une commune de Bretagne");
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Nombre d’habitants", "beaucoup").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Adresse du site", "www").SubmitAsync()).ShouldShow("réservé à la plateforme");
        (await wrong.Form("Envoyer la demande").Fill("Numéro SIREN", "200000057").Fill("Adresse du site", "ccas.trevelin").SubmitAsync()).ShouldShow("minuscules sans accent");
        Assert.Empty(await site.MailsAsync("ccas@trevelin.example"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_form_sent_twice_is_one_request_and_one_mail(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var visitor = asking.Site.Visit();
        var form = Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Lannazen", "200000065", "ccas@lannazen.example");
        var both = await Task.WhenAll(form.SubmitAsync(), form.SubmitAsync());
        Assert.All(both, page => page.ShouldShow("Un courriel part vers c…@lannazen.example"));

        var mail = Assert.Single(await asking.Site.MailsAsync("ccas@lannazen.example"));
        var confirm = (await visitor.GetAsync(mail.Link.PathAndQuery)).Form("Oui, envoyer la demande");
        both = await Task.WhenAll(confirm.SubmitAsync(), confirm.SubmitAsync());
        Assert.All(both, page => page.ShouldBe(HttpStatusCode.OK).ShouldShow("Nous vérifions votre demande"));
        (await confirm.SubmitAsync()).ShouldShow("Nous vérifions votre demande");
        Assert.Single(await asking.TitlesAsync(), t => t.EndsWith("CCAS de Lannazen", StringComparison.Ordinal));
        Assert.Equal(2, (await asking.Site.MailsAsync("ccas@lannazen.example")).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nobody_is_troubled_before_the_address_has_said_yes(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        var visitor = site.Visit();
        await Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Séverien", "200000073", "ccas@severien.example").SubmitAsync();
        Assert.Empty(await asking.TitlesAsync());
        (await (await asking.StaffAsync()).GetAsync("/admin/adhesions?etat=toutes")).ShouldShow("Aucune demande").ShouldNotShow("Séverien");

        var link = Assert.Single(await site.MailsAsync("ccas@severien.example")).Link.PathAndQuery;
        site.Clock.Advance(TimeSpan.FromDays(7.2));
        (await visitor.GetAsync(link)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Ce lien est trop ancien");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_entite_that_has_a_site_or_an_open_request_is_told_so_and_nothing_more(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        await asking.Site.AddTenantAsync("malgoat-" + database.ToLowerInvariant(), "Commune de Malgoat", siren: "200000081");
        var page = await asking.Site.Visit().GetAsync("/adherer/demande");
        (await Asking.Fill(page, "Malgoat", "200000081", "a@malgoat.example").SubmitAsync()).ShouldShow("a déjà un site sur la plateforme : Commune de Malgoat");

        await asking.AskAsync("CCAS de Lanhoëlan", "200000099", "secret@lanhoelan.example");
        var second = await Asking.Fill(page, "CCAS de Lanhoëlan", "200000099", "curieux@ailleurs.example").SubmitAsync();
        second.ShouldShow("Une demande est déjà en cours pour ce SIREN");
        Assert.DoesNotContain("secret@lanhoelan.example", second.Source, StringComparison.Ordinal);
        Assert.Empty(await asking.Site.MailsAsync("curieux@ailleurs.example"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_unconfirmed_requests_for_one_entite_the_first_to_say_yes_has_it(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var visitor = asking.Site.Visit();
        foreach (var email in (string[])["un@roudvenez.example", "deux@roudvenez.example"])
            (await Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Roudvenez", "200000107", email).SubmitAsync()).ShouldShow("Un courriel part");

        (await asking.ConfirmAsync(visitor, "deux@roudvenez.example")).ShouldShow("Nous vérifions votre demande");
        (await asking.ConfirmAsync(visitor, "un@roudvenez.example")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Une demande est déjà en cours pour le SIREN 200000107");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_site_that_was_made_before_the_yes_is_said_at_the_yes(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var visitor = asking.Site.Visit();
        (await Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Pennarz", "200000180", "ccas@pennarz.example").SubmitAsync()).ShouldShow("Un courriel part");
        await asking.Site.AddTenantAsync("pennarz-" + database.ToLowerInvariant(), "Pennarz", siren: "200000180");
        (await asking.ConfirmAsync(visitor, "ccas@pennarz.example")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("a déjà un site sur la plateforme : Pennarz");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_a_stranger_types_stays_text_on_pages_in_mails_and_in_the_export(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        const string name = "=CMD() {{7*7}}";
        var visitor = asking.Site.Visit();
        var form = Asking.Fill(await visitor.GetAsync("/adherer/demande"), name, "200000115", "hostile@exemple.example", "hostile")
            .Fill("Prénom et nom", "Nom\r\nBcc: autre@exemple.example").Fill("Autre chose à nous dire", "<img src=x onerror=alert(1)>");
        foreach (var link in (string[])["Voir https://a.example", "WWW.a.example", "a@b.example", "<script>alert(1)</script>"])
            (await form.Fill("Nom de la collectivité", link).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Écrivez seulement le nom");
        (await form.Fill("Nom de la collectivité", "\u202E" + name).SubmitAsync()).ShouldShow("Un courriel part");
        var asked = Assert.Single(await asking.Site.MailsAsync("hostile@exemple.example"));
        Assert.Contains("SIREN 200 000 115", asked.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("CMD", asked.Subject + asked.Text, StringComparison.Ordinal);
        var follow = await asking.ConfirmAsync(visitor, "hostile@exemple.example");
        follow.ShouldShow(name);
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
        var tenant = await site.AddTenantAsync("plouzen-" + database.ToLowerInvariant(), "Plouzen");
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
