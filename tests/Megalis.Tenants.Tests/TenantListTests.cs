using System.Net;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants.Tests;

/// <summary>The sites of collectivités: made by the form, prepared by their recipe, closed and opened again.</summary>
public sealed class TenantListTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private Task<SiteClient> ManagerAsync() => site.SignInAsync("localhost", "Yann Le Bihan", "ManageTenants");

    [Fact]
    public async Task A_site_made_from_the_official_list_opens_by_itself()
    {
        var manager = await ManagerAsync();
        var found = await manager.GetAsync("/admin/collectivites/nouvelle?q=guidel");
        var form = (await found.FollowAsync("Commune de Guidel")).Form("Créer le site");
        Assert.Equal("guidel", form.ValueOf("Nom technique"));

        (await form.SubmitAsync()).ShouldShow("Le site de Commune de Guidel se prépare");
        await site.WhenQuietAsync();

        (await site.Visit("guidel.localhost").GetAsync("/mentions-legales")).ShouldBe(HttpStatusCode.OK).ShouldShow("Commune de Guidel");
    }

    [Fact]
    public async Task A_host_name_is_taken_once()
    {
        await site.AddTenantAsync("prise", "Première");
        var form = (await (await ManagerAsync()).GetAsync("/admin/collectivites/nouvelle")).Form("Créer le site");

        var page = await form.Fill("Nom de la collectivité", "Seconde").Fill("Nom technique", "seconde").Fill("Noms de domaine", "PRISE.localhost").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("mène déjà à un autre site");
        Assert.Equal("Seconde", page.Form("Créer le site").ValueOf("Nom de la collectivité"));
    }

    [Theory]
    [InlineData("../lannevez", "lannevez.localhost")]
    [InlineData("Lannévez", "lannevez.localhost")]
    [InlineData("lannevez", "lannevez localhost;drop")]
    [InlineData("lannevez", "-lannevez.localhost")]
    public async Task A_name_that_could_become_a_path_or_a_header_is_refused(string name, string host)
    {
        var form = (await (await ManagerAsync()).GetAsync("/admin/collectivites/nouvelle")).Form("Créer le site");

        var page = await form.Fill("Nom de la collectivité", "Lannévez").Fill("Nom technique", name).Fill("Noms de domaine", host).SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Assert.Null(site.Services.GetRequiredService<TenantStore>().Find(name));
    }

    [Fact]
    public async Task A_closed_site_answers_a_plain_page_and_opens_again()
    {
        var tenant = await site.AddTenantAsync("fermee", "Commune fermée");
        var manager = await ManagerAsync();

        (await (await manager.GetAsync("/admin/collectivites?q=fermee")).Form("Fermer").SubmitAsync()).ShouldShow("est fermé");
        (await site.Visit(tenant.Hosts[0]).GetAsync("/aide")).ShouldBe(HttpStatusCode.NotFound).ShouldShow("Commune fermée", "n'est pas ouvert");

        (await (await manager.GetAsync("/admin/collectivites?q=fermee")).Form("Ouvrir").SubmitAsync()).ShouldShow("est ouvert");
        (await site.Visit(tenant.Hosts[0]).GetAsync("/aide")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_list_says_how_to_begin_when_nothing_matches() =>
        (await (await ManagerAsync()).GetAsync("/admin/collectivites?q=zzzz")).ShouldShow("Aucune collectivité ne correspond");

    [Fact]
    public async Task The_sites_of_others_are_managed_from_the_portal_only()
    {
        var tenant = await site.AddTenantAsync("curieuse", "Commune curieuse");
        var secretary = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageTenants", "SiteOwner");

        (await secretary.GetAsync("/admin/collectivites")).ShouldBe(HttpStatusCode.NotFound);
    }
}
