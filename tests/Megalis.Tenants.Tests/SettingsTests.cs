using System.Net;
using Megalis.Testing;

namespace Megalis.Tenants.Tests;

/// <summary>The desk, the services, the settings and the legal pages of one tenant.</summary>
public sealed class SettingsTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_service_that_is_switched_off_is_not_found_and_comes_back()
    {
        var tenant = await site.AddTenantAsync("services", "Services");
        var admin = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageFeatures");
        Assert.Equal(HttpStatusCode.OK, (await site.Visit(tenant.Hosts[0]).GetAsync("/marches/passes")).Status);

        (await (await admin.GetAsync("/admin/services")).Form("Désactiver Marchés publics").SubmitAsync()).ShouldShow("est désactivé");
        (await site.Visit(tenant.Hosts[0]).GetAsync("/marches/passes")).ShouldBe(HttpStatusCode.NotFound);

        (await (await admin.GetAsync("/admin/services")).Form("Activer Marchés publics").SubmitAsync()).ShouldShow("est activé");
        (await site.Visit(tenant.Hosts[0]).GetAsync("/marches/passes")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_service_reserved_to_the_portal_is_neither_offered_nor_taken()
    {
        var tenant = await site.AddTenantAsync("reserve", "Réserve");
        var admin = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageFeatures");
        var page = await admin.GetAsync("/admin/services");
        page.ShouldNotShow("Créer et suivre les sites des collectivités depuis le portail");

        var answer = await page.Form("Désactiver Marchés publics").Tamper("id", "Megalis.Tenants").SubmitAsync();

        answer.ShouldNotShow("est activé");
        (await admin.GetAsync("/admin/collectivites")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Settings_are_shown_on_the_next_page()
    {
        var tenant = await site.AddTenantAsync("reglages", "Ancien nom");
        var admin = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageSettings");

        (await (await admin.GetAsync("/admin/reglages")).Form("Enregistrer les réglages")
            .Fill("Nom du site", "Commune de Lannévez").Fill("Mentions légales", "Publié par **la mairie** <script>alert(1)</script>").SubmitAsync())
            .ShouldShow("Les réglages sont enregistrés");

        var page = (await site.Visit(tenant.Hosts[0]).GetAsync("/mentions-legales")).ShouldShow("Commune de Lannévez", "la mairie");
        Assert.DoesNotContain("<script>alert", page.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_people_who_change_settings_is_told_and_keeps_what_they_typed()
    {
        var tenant = await site.AddTenantAsync("deux", "Deux");
        var first = (await (await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageSettings")).GetAsync("/admin/reglages")).Form("Enregistrer les réglages");
        var second = (await (await site.SignInAsync(tenant.Hosts[0], "Loïc", "ManageSettings")).GetAsync("/admin/reglages")).Form("Enregistrer les réglages");
        await first.Fill("Phrase sous le nom", "Celle d'Anne").SubmitAsync();

        var page = await second.Fill("Phrase sous le nom", "Celle de Loïc").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("pendant que vous écriviez");
        Assert.Equal("Celle de Loïc", page.Form("Enregistrer les réglages").ValueOf("Phrase sous le nom"));
        (await page.Form("Enregistrer les réglages").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Les réglages sont enregistrés.", "Celle de Loïc");
    }

    [Fact]
    public async Task A_colour_is_six_digits_after_a_hash()
    {
        var tenant = await site.AddTenantAsync("couleur", "Couleur");
        var admin = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageSettings");

        (await (await admin.GetAsync("/admin/reglages")).Form("Enregistrer les réglages").Fill("Couleur principale", "rouge;}body{").SubmitAsync())
            .ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("#0B3B5B");
    }

    [Theory]
    [InlineData("/accessibilite", "non conforme")]
    [InlineData("/mentions-legales", "Éditeur")]
    [InlineData("/donnees-personnelles", "Vos droits")]
    [InlineData("/plan-du-site", "Rubriques")]
    [InlineData("/aide", "Je suis une entreprise")]
    public async Task Every_page_of_the_legal_footer_is_there_for_everybody(string path, string text) =>
        (await site.Visit().GetAsync(path)).ShouldBe(HttpStatusCode.OK).ShouldShow(text);

    [Fact]
    public async Task The_desk_shows_the_services_that_a_person_may_use()
    {
        var tenant = await site.AddTenantAsync("bureau", "Bureau");
        var page = await (await site.SignInAsync(tenant.Hosts[0], "Anne Le Goff", "ManageSettings")).GetAsync("/bureau");

        page.ShouldShow("Bonjour Anne", "Réglages").ShouldNotShow("Désactiver");
        (await (await site.SignInAsync(tenant.Hosts[0], "Paul")).GetAsync("/bureau")).ShouldShow("Aucun service ne vous est ouvert ici");
    }
}
