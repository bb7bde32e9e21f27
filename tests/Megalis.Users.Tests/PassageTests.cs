using System.Net;
using Megalis.Kernel.Security;
using Megalis.Testing;

namespace Megalis.Users.Tests;

/// <summary>From the portal to a tenant's host and back out.</summary>
public sealed class PassageTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_tenants_sign_in_leads_through_the_portal_and_back_to_the_page_asked()
    {
        var (tenant, email) = await AgentAsync("kerlann");
        var client = site.Visit($"{tenant}.localhost");

        var door = await client.GetAsync("/admin/comptes");
        Assert.Equal(("localhost", "/connexion"), (door.Url.Host, door.Url.AbsolutePath));
        var arrived = await door.Form("Se connecter").Fill("Adresse électronique", email).Fill("Mot de passe", TestPeople.Password).SubmitAsync();

        Assert.Equal(($"{tenant}.localhost", "/admin/comptes"), (arrived.Url.Host, arrived.Url.AbsolutePath));
        arrived.ShouldBe(HttpStatusCode.OK).ShouldShow("Agent de kerlann");
    }

    [Fact]
    public async Task The_form_of_sign_in_may_end_on_the_tenant_it_leads_to_and_on_no_other_host()
    {
        var tenant = (await site.AddTenantAsync("scrignac")).Name;
        foreach (var page in new[] { "/connexion", "/inscription" })
        {
            Assert.Equal([$"{tenant}.localhost"], await FormHostsAsync(page, $"/passage/{tenant}?retour=/bureau"));
            Assert.Empty(await FormHostsAsync(page, "/passage/inconnue?retour=/bureau"));
            Assert.Empty(await FormHostsAsync(page, "/bureau"));
        }

        // Who comes from nowhere goes on to a desk that nobody knows yet: hosts under the portal's own, and no others.
        Assert.Equal(["*.localhost"], await FormHostsAsync("/connexion", $"https://{tenant}.localhost/passage/{tenant}"));
        Assert.Empty(await FormHostsAsync("/inscription", ""));
    }

    [Fact]
    public async Task Who_is_signed_in_on_the_portal_enters_a_tenant_without_a_word()
    {
        var (tenant, email) = await AgentAsync("ploudiry");
        var client = await site.SignedInAsync(email);

        var arrived = await client.GetAsync($"/passage/{tenant}?retour=/admin/comptes");

        Assert.Equal($"{tenant}.localhost", arrived.Url.Host);
        arrived.ShouldBe(HttpStatusCode.OK).ShouldShow("Agent de ploudiry");
    }

    [Fact]
    public async Task A_code_serves_once_for_sixty_seconds_for_its_tenant_and_its_browser()
    {
        var (tenant, email) = await AgentAsync("sizun");
        await site.AddTenantAsync("commana");
        var client = await site.SignedInAsync(email);

        var used = await CodeAsync(client, tenant);
        (await client.GetAsync(used)).ShouldBe(HttpStatusCode.OK);
        await SignOutOfTenantAsync(client, tenant);
        (await client.GetAsync(used)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        client = await site.SignedInAsync(email);
        var late = await CodeAsync(client, tenant);
        site.Clock.Advance(TimeSpan.FromSeconds(61));
        (await client.GetAsync(late)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        var elsewhere = await CodeAsync(client, tenant);
        var moved = new UriBuilder(elsewhere) { Host = "commana.localhost" }.Uri;
        await client.OnHost("commana.localhost").GetAsync("/connexion");
        (await client.GetAsync(moved)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        var stolen = await CodeAsync(client, tenant);
        var thief = site.Visit($"{tenant}.localhost");
        await thief.GetAsync("/connexion");
        (await thief.GetAsync(stolen)).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_tenants_cookie_opens_neither_the_portal_nor_another_tenant()
    {
        var (tenant, email) = await AgentAsync("brasparts");
        var (other, _) = await AgentAsync("botmeur");
        var client = await site.SignedInAsync(email);
        await client.GetAsync($"/passage/{tenant}?retour=/admin/comptes");
        var cookie = client.Cookies.Value(new Uri($"http://{tenant}.localhost/"), "__Host-megalis")!;

        foreach (var (host, path) in new[] { ("localhost", "/entreprise/equipe"), ($"{other}.localhost", "/admin/comptes") })
        {
            var thief = site.Visit(host);
            thief.Cookies.Set(thief.Home, "__Host-megalis", cookie);
            Assert.Equal("/connexion", (await thief.GetAsync(path)).Url.AbsolutePath);
        }
    }

    [Fact]
    public async Task Signing_out_on_the_portal_ends_the_sessions_it_handed_over_and_so_does_signing_out_on_a_tenant()
    {
        var (tenant, email) = await AgentAsync("loqueffret");
        var client = await site.SignedInAsync(email);
        await client.GetAsync($"/passage/{tenant}?retour=/admin/comptes");

        await (await client.GetAsync("/deconnexion")).Form("Fermer la session").SubmitAsync();
        Assert.Equal("/connexion", (await client.OnHost($"{tenant}.localhost").GetAsync("/admin/comptes")).Url.AbsolutePath);

        client = await site.SignedInAsync(email);
        await client.GetAsync($"/passage/{tenant}?retour=/admin/comptes");
        await SignOutOfTenantAsync(client, tenant);
        Assert.Equal("/connexion", (await client.GetAsync("/entreprise/equipe")).Url.AbsolutePath);
    }

    [Fact]
    public async Task A_passage_to_nowhere_is_not_found_and_a_way_back_to_elsewhere_leads_home()
    {
        var (tenant, email) = await AgentAsync("lannedern");
        var client = await site.SignedInAsync(email);

        (await client.GetAsync("/passage/inconnu")).ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("/passage/Default")).ShouldBe(HttpStatusCode.NotFound);
        var arrived = await client.GetAsync($"/passage/{tenant}?retour=//ailleurs.example/");
        Assert.Equal($"{tenant}.localhost", arrived.Url.Host);
    }

    [Fact]
    public async Task An_account_without_membership_enters_and_may_do_nothing()
    {
        await site.AddTenantAsync("collorec");
        await site.AddAccountAsync("visiteur@exemple.bzh");
        var client = await site.SignedInAsync("visiteur@exemple.bzh");

        (await client.GetAsync("/passage/collorec?retour=/admin/comptes")).ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(string Tenant, string Email)> AgentAsync(string name)
    {
        var tenant = await site.AddTenantAsync(name);
        var account = await site.AddAccountAsync($"agent@{name}.example", "Agent de " + name);
        await site.AddMemberAsync(account, tenant, "Administrateur", KernelPermissions.ManageUsers);
        return (name, account.Email);
    }

    /// <summary>The address with its code, not yet opened: the last redirect of the way.</summary>
    private static async Task<Uri> CodeAsync(SiteClient client, string tenant)
    {
        var before = client.OnHost($"{tenant}.localhost");
        before.FollowRedirects = false;
        var ask = new Uri((await before.GetAsync("/connexion?retour=/admin/comptes")).Headers["Location"]);
        var portal = client.OnHost("localhost");
        portal.FollowRedirects = false;
        return new Uri((await portal.GetAsync(ask)).Headers["Location"]);
    }

    private static async Task SignOutOfTenantAsync(SiteClient client, string tenant) =>
        await (await client.OnHost($"{tenant}.localhost").GetAsync("/deconnexion")).Form("Fermer la session").SubmitAsync();

    /// <summary>The hosts beside its own to which the forms of a page may lead.</summary>
    private async Task<string[]> FormHostsAsync(string page, string retour)
    {
        var policy = (await site.Visit().GetAsync($"{page}?retour={Uri.EscapeDataString(retour)}")).Headers["Content-Security-Policy"];
        var forms = policy.Split("; ").Single(d => d.StartsWith("form-action ", StringComparison.Ordinal)).Split(' ')[1..];
        Assert.Equal("'self'", forms[0]);
        return [.. forms[1..].Select(f => f.Split("//")[1].Split(':')[0])];
    }
}
