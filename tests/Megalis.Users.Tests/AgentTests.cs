using System.Net;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

/// <summary>Accounts and roles of a tenant: invited, changed, suspended.</summary>
public sealed class AgentTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_newcomer_opens_an_account_from_the_invitation_and_enters_the_tenant_with_its_role()
    {
        var (tenant, admin) = await TenantAsync("plouneour");
        await InviteAsync(admin, "nouvelle@plouneour.example", "Gestion");
        var mail = (await site.MailsAsync("nouvelle@plouneour.example")).Single();
        Assert.Contains("plouneour", mail.Text, StringComparison.Ordinal);
        var client = site.Visit();

        var page = (await client.GetAsync(mail.Link)).ShouldShow("nouvelle@plouneour.example");
        (await page.Form("Ouvrir mon compte").Fill("Prénom et nom", "Klervi Nouvelle").Fill("Mot de passe", "court").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        page = await page.Form("Ouvrir mon compte").Fill("Prénom et nom", "Klervi Nouvelle").Fill("Mot de passe", TestPeople.Password).SubmitAsync();

        Assert.Equal("plouneour.localhost", page.Url.Host);
        (await client.OnHost("plouneour.localhost").GetAsync("/admin/comptes")).ShouldBe(HttpStatusCode.OK).ShouldShow("Klervi Nouvelle", "Gestion").ShouldNotShow("Invitations en attente");
        (await site.Visit().GetAsync(mail.Link)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà servi");
        await using var scope = site.Enter();
        Assert.NotNull((await scope.Db.Set<Account>().SingleAsync(a => a.Email == "nouvelle@plouneour.example")).EmailConfirmedAt);
        Assert.NotNull(tenant);
    }

    [Fact]
    public async Task Who_has_an_account_accepts_with_it_and_nobody_else_can()
    {
        var (tenant, admin) = await TenantAsync("berrien");
        var account = await site.AddAccountAsync("connue@berrien.example", "Azilis Connue");
        await site.AddAccountAsync("autre@berrien.example");
        await InviteAsync(admin, "Connue@Berrien.example", "Gestion");
        var link = (await site.MailsAsync("Connue@Berrien.example")).Single().Link;

        var other = await site.SignedInAsync("autre@berrien.example");
        var page = (await other.GetAsync(link)).ShouldShow("Un compte existe déjà", "Changer de compte");
        (await other.ForgeAsync(page, link.PathAndQuery, ("x", ""))).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.ForgeAsync(page, link.PathAndQuery + "&handler=Open", ("DisplayName", "Voleur"), ("Password", TestPeople.Password))).ShouldBe(HttpStatusCode.UnprocessableEntity);

        var mine = site.Visit();
        page = await (await mine.GetAsync(link)).FollowAsync("Me connecter avec ce compte");
        page = await page.Form("Se connecter").Fill("Adresse électronique", account.Email).Fill("Mot de passe", TestPeople.Password).SubmitAsync();
        await page.Form("Accepter l'invitation").SubmitAsync();
        (await mine.OnHost("berrien.localhost").GetAsync("/admin/comptes")).ShouldShow("Azilis Connue");
        Assert.NotNull(tenant);
    }

    [Fact]
    public async Task An_invitation_ends_after_seven_days_or_when_it_is_cancelled_or_replaced()
    {
        var (_, admin) = await TenantAsync("huelgoat");
        await InviteAsync(admin, "une@huelgoat.example", "Gestion");
        var first = (await site.MailsAsync("une@huelgoat.example")).Single().Link;
        await InviteAsync(admin, "une@huelgoat.example", "Gestion");
        var second = (await site.MailsAsync("une@huelgoat.example"))[^1].Link;
        (await site.Visit().GetAsync(first)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await site.Visit().GetAsync(second)).ShouldBe(HttpStatusCode.OK);

        await (await admin.GetAsync("/admin/comptes")).Form("Annuler", within: "une@huelgoat.example").SubmitAsync();
        (await site.Visit().GetAsync(second)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        await InviteAsync(admin, "deux@huelgoat.example", "Gestion");
        var third = (await site.MailsAsync("deux@huelgoat.example")).Single().Link;
        site.Clock.Advance(TimeSpan.FromDays(7.1));
        (await site.Visit().GetAsync(third)).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_suspended_person_is_out_at_the_next_request_and_comes_back_with_the_same_roles()
    {
        var (tenant, admin) = await TenantAsync("scrignac");
        var account = await site.AddAccountAsync("agent@scrignac.example", "Ronan Agent");
        await site.AddMemberAsync(account, tenant, "Gestion", KernelPermissions.ManageUsers);
        var agent = await site.SignedInAsync("agent@scrignac.example");
        (await agent.GetAsync("/passage/scrignac?retour=/admin/comptes")).ShouldBe(HttpStatusCode.OK);
        var page = await (await admin.GetAsync("/admin/comptes")).FollowAsync("Ronan Agent");

        (await page.Form("Suspendre ici").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites pourquoi");
        page = await page.Form("Suspendre ici").Fill("Pourquoi ?", "Fin de contrat").SubmitAsync();

        page.ShouldShow("Suspendu", "Fin de contrat", "Gestion");
        var refused = (await agent.OnHost("scrignac.localhost").GetAsync("/admin/comptes")).ShouldBe(HttpStatusCode.Forbidden);
        Assert.Contains(refused.Visited, url => url.AbsolutePath == "/passage/scrignac");
        (await agent.GetAsync("/compte")).ShouldShow("Mon compte");
        await page.Form("Rendre les rôles").SubmitAsync();
        (await agent.GetAsync("/passage/scrignac?retour=/admin/comptes")).ShouldBe(HttpStatusCode.OK);
        await using var scope = site.Enter("scrignac.localhost");
        var acts = await scope.Services.GetRequiredService<Journal>().OfAsync("account", account.Id);
        Assert.Equal(["account.suspended", "account.resumed"], acts.Select(a => a.Act));
    }

    [Fact]
    public async Task Nobody_gives_or_takes_a_right_they_do_not_hold()
    {
        var (tenant, _) = await TenantAsync("brennilis");
        await using (var scope = site.Enter("brennilis.localhost"))
        {
            scope.Db.Add(new Role { TenantId = tenant.Id, Name = "Fort", Permissions = KernelPermissions.ManageFeatures });
            await scope.Db.SaveChangesAsync();
        }

        var chief = await site.AddAccountAsync("chef@brennilis.example", "Chef Brennilis");
        await site.AddMemberAsync(chief, tenant, Role.Administrator);
        var small = await site.SignInAsync("brennilis.localhost", "Petite Main", KernelPermissions.ManageUsers);

        var page = await small.GetAsync("/admin/comptes/inviter");
        Assert.True(page.Document.QuerySelector("input[value=Fort]")!.HasAttribute("disabled"));
        (await small.ForgeAsync(page, "/admin/comptes/inviter", ("Email", "ami@brennilis.example"), ("Roles", "Fort"), ("Roles", Role.Administrator)))
            .ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Choisissez au moins un rôle");
        page = await small.GetAsync("/admin/comptes/" + chief.Id);
        (await small.ForgeAsync(page, $"/admin/comptes/{chief.Id}?handler=Suspend", ("Reason", "coup d'État"))).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await small.ForgeAsync(page, $"/admin/comptes/{chief.Id}?handler=Roles", ("Roles", ""))).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_last_administrator_keeps_the_role()
    {
        var (tenant, _) = await TenantAsync("loqueffret2");
        var chief = await site.AddAccountAsync("chef@loqueffret2.example", "Cheffe Unique");
        await site.AddMemberAsync(chief, tenant, Role.Administrator);
        var client = await site.SignedInAsync("chef@loqueffret2.example");
        await client.GetAsync("/passage/loqueffret2?retour=/admin/comptes");
        var page = await client.OnHost("loqueffret2.localhost").GetAsync("/admin/comptes/" + chief.Id);

        (await page.Form("Enregistrer").Uncheck("Administration").Check("Gestion").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("plus personne pour administrer");
    }

    [Fact]
    public async Task Another_tenants_people_are_not_found()
    {
        var (_, admin) = await TenantAsync("commana2");
        var (other, _) = await TenantAsync("sizun2");
        var stranger = await site.AddAccountAsync("agent@sizun2.example", "Agent Ailleurs");
        await site.AddMemberAsync(stranger, other, "Gestion");

        (await admin.GetAsync("/admin/comptes/" + stranger.Id)).ShouldBe(HttpStatusCode.NotFound);
        (await admin.GetAsync("/admin/comptes")).ShouldNotShow("Agent Ailleurs");
    }

    [Fact]
    public async Task On_the_portal_an_account_is_closed_everywhere()
    {
        var victim = await site.AddAccountAsync("ferme@exemple.bzh", "Compte Fermé");
        var client = await site.SignedInAsync("ferme@exemple.bzh");
        var admin = await site.SignInAsync("localhost", "Assistance", KernelPermissions.ManageUsers);
        var page = await (await admin.GetAsync("/admin/comptes?q=compte+ferme")).FollowAsync("Compte Fermé");

        (await page.Form("Désactiver le compte").Fill("Pourquoi ?", "Usurpation signalée").SubmitAsync()).ShouldShow("Compte désactivé", "Usurpation signalée");

        Assert.Equal("/connexion", (await client.GetAsync("/compte")).Url.AbsolutePath);
        Assert.Contains("Usurpation signalée", (await site.MailsAsync("ferme@exemple.bzh")).Single().Text, StringComparison.Ordinal);
        await (await admin.GetAsync("/admin/comptes/" + victim.Id)).Form("Rendre le compte actif").SubmitAsync();
        (await site.Visit().SignInAsync("ferme@exemple.bzh")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_list_is_searched_paged_exported_and_says_when_it_is_empty()
    {
        var (tenant, admin) = await TenantAsync("plougonven");
        for (var i = 0; i < 23; i++)
            await site.AddMemberAsync(await site.AddAccountAsync($"agent{i:00}@plougonven.example", $"Agent {i:00}"), tenant, "Gestion");

        (await admin.GetAsync("/admin/comptes")).ShouldShow("Agent 00", "1 à 20 sur 23").ShouldNotShow("Agent 22");
        (await admin.GetAsync("/admin/comptes?p=2")).ShouldShow("Agent 22");
        (await admin.GetAsync("/admin/comptes?q=AGENT+07")).ShouldShow("Agent 07").ShouldNotShow("Agent 08");
        (await admin.GetAsync("/admin/comptes?q=zzz")).ShouldShow("Aucun compte ne correspond");
        var csv = await admin.GetAsync("/admin/comptes?handler=Export");
        Assert.Equal(24, csv.Source.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_role_is_made_changed_and_removed_when_nobody_has_it()
    {
        var (tenant, _) = await TenantAsync("guimiliau");
        await site.AddMemberAsync(await site.AddAccountAsync("agent@guimiliau.example"), tenant, "Gestion");
        var admin = await site.SignInAsync("guimiliau.localhost", "Maître des rôles", KernelPermissions.ManageRoles, KernelPermissions.ManageUsers);

        var page = await (await admin.GetAsync("/admin/roles")).FollowAsync("Créer un rôle");
        (await page.Form("Enregistrer").Fill("Nom du rôle", "Accueil; Admin").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        page = await page.Form("Enregistrer").Fill("Nom du rôle", "Accueil du public").Fill("À quoi il sert", "Tient le guichet").Check("Gérer les comptes et les rôles de chacun").SubmitAsync();
        page.ShouldShow("Accueil du public", "Tient le guichet");
        page = await page.FollowAsync("Accueil du public");
        Assert.Equal("on", page.Form("Enregistrer").ValueOf("Gérer les comptes et les rôles de chacun"));
        await admin.ForgeAsync(page, "/admin/roles/Accueil%20du%20public", ("Rights", KernelPermissions.ManageFeatures), ("Rights", KernelPermissions.SiteOwner));
        await using (var scope = site.Enter("guimiliau.localhost"))
            Assert.Equal("", (await scope.Db.Set<Role>().SingleAsync(r => r.Name == "Accueil du public")).Permissions);

        (await page.Form("Supprimer ce rôle").SubmitAsync()).ShouldShow("Le rôle est supprimé.").ShouldNotShow("Accueil du public");
        (await (await admin.GetAsync("/admin/roles/Gestion")).Form("Supprimer ce rôle").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Without_the_right_the_pages_are_closed()
    {
        await TenantAsync("sainttheg");
        var nobody = await site.SignInAsync("sainttheg.localhost", "Sans Droit");

        foreach (var path in new[] { "/admin/comptes", "/admin/comptes/inviter", "/admin/roles", "/admin/roles/nouveau" })
            (await nobody.GetAsync(path)).ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(Tenant Tenant, SiteClient Admin)> TenantAsync(string name)
    {
        var tenant = await site.AddTenantAsync(name);
        await using var scope = TenantScope.Enter(site.Services, tenant);
        scope.Db.Add(new Role { TenantId = tenant.Id, Name = "Gestion", Permissions = KernelPermissions.ManageUsers });
        scope.Db.Add(new Role { TenantId = tenant.Id, Name = Role.Administrator, Permissions = KernelPermissions.SiteOwner });
        await scope.Db.SaveChangesAsync();
        return (tenant, await site.SignInAsync($"{name}.localhost", "Admin de " + name, KernelPermissions.ManageUsers));
    }

    private static async Task InviteAsync(SiteClient admin, string email, string role)
    {
        var form = (await admin.GetAsync("/admin/comptes/inviter")).Form("Envoyer l'invitation").Fill("Adresse électronique", email).Check(role);
        (await form.SubmitAsync()).ShouldShow("L'invitation est partie");
    }
}
