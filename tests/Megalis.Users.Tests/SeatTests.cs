using System.Net;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Megalis.Users.Features.ManageAccounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

/// <summary>Several decide at once who may do what; and what somebody asked for ends with their right to ask.</summary>
public sealed class SeatTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_administrators_who_are_taken_away_at_once_one_stays(string database)
    {
        var site = await sites.OnAsync(database);
        var tenant = await TenantAsync(site, "deux-" + database.ToLowerInvariant());
        string[] people = [Kernel.Identifiers.Ids.Random(), Kernel.Identifiers.Ids.Random()];
        foreach (var id in people)
        {
            await using var scope = TenantScope.Enter(site.Services, tenant);
            var account = Account.Open($"{id}@exemple.bzh", "Admin", site.Clock.GetUtcNow(), false, id);
            scope.Db.Add(account);
            scope.Db.Add(new Membership { AccountId = id, TenantId = tenant.Id, Roles = Role.Administrator, Since = site.Clock.GetUtcNow() });
            await scope.Db.SaveChangesAsync();
        }

        for (var round = 0; round < 6; round++)
        {
            var together = new Barrier(2);
            var refusals = await Task.WhenAll(people.Select(id => Task.Run(() => DemoteAsync(site, tenant, id, together, suspend: round % 2 == 1))));

            Assert.Single(refusals.OfType<Refusal>());
            await AllAdministratorsAsync(site, tenant, people);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_saves_a_person_that_somebody_changed_meanwhile_is_told_and_takes_nothing_back_unawares(string database)
    {
        var site = await sites.OnAsync(database);
        var host = (await TenantAsync(site, "ensemble-" + database.ToLowerInvariant())).Hosts[0];
        var person = await site.AddMemberAsync(host, "Soizic Agente", "Gestion");
        var first = await site.SignInAsync(host, "Première", KernelPermissions.ManageUsers, KernelPermissions.ManageSettings);
        var second = await site.SignInAsync(host, "Seconde", KernelPermissions.ManageUsers, KernelPermissions.ManageSettings);
        var mine = await second.GetAsync("/admin/comptes/" + person.AccountId);

        await (await first.GetAsync("/admin/comptes/" + person.AccountId)).Form("Enregistrer").Check("Réglages").Fill("Fonction", "secrétaire").SubmitAsync();
        var told = await mine.Form("Enregistrer").Fill("Fonction", "archiviste").SubmitAsync();

        told.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Gestion, Réglages", "secrétaire");
        Assert.Equal("archiviste", told.Form("Enregistrer").ValueOf("Fonction"));
        Assert.Equal("Gestion;Réglages", await RolesAsync(site, host, person.AccountId));
        (await told.Form("Enregistrer").SubmitAsync()).ShouldShow("Les rôles sont enregistrés.");
        Assert.Equal("Gestion", await RolesAsync(site, host, person.AccountId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_saves_a_role_that_somebody_changed_meanwhile_is_told(string database)
    {
        var site = await sites.OnAsync(database);
        var host = (await TenantAsync(site, "role-" + database.ToLowerInvariant())).Hosts[0];
        var first = await site.SignInAsync(host, "Première", KernelPermissions.ManageRoles, KernelPermissions.ManageUsers);
        var second = await site.SignInAsync(host, "Seconde", KernelPermissions.ManageRoles, KernelPermissions.ManageUsers);
        var mine = await second.GetAsync("/admin/roles/Gestion");

        await (await first.GetAsync("/admin/roles/Gestion")).Form("Enregistrer").Uncheck("Gérer les comptes et les rôles de chacun").SubmitAsync();
        var told = await mine.Form("Enregistrer").Fill("À quoi il sert", "Gère").SubmitAsync();

        told.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("pendant ce temps");
        Assert.Equal("Gère", told.Form("Enregistrer").ValueOf("À quoi il sert"));
        await using (var scope = site.Enter(host))
            Assert.Equal("", (await scope.Db.Set<Role>().SingleAsync(r => r.Name == "Gestion")).Permissions);
        (await told.Form("Enregistrer").SubmitAsync()).ShouldShow("Le rôle est enregistré.");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_invitations_of_who_is_suspended_or_loses_the_right_to_invite_end(string database)
    {
        var site = await sites.OnAsync(database);
        var host = (await TenantAsync(site, "invite-" + database.ToLowerInvariant())).Hosts[0];
        var admin = await site.SignInAsync(host, "Chef", KernelPermissions.ManageUsers, KernelPermissions.ManageSettings);
        var suspended = await site.AddMemberAsync(host, "Partie Fâchée", "Gestion");
        var demoted = await site.AddMemberAsync(host, "Changée Service", "Gestion");
        var stays = await site.AddMemberAsync(host, "Reste Ici", "Gestion");
        var links = new List<Uri>();
        foreach (var (inviter, name) in new[] { (suspended, "un"), (demoted, "deux"), (stays, "trois") })
            links.Add(await InviteAsync(site, inviter.Client, $"{name}@{host}.example"));

        await (await admin.GetAsync("/admin/comptes/" + suspended.AccountId)).Form("Suspendre ici").Fill("Pourquoi ?", "Départ").SubmitAsync();
        await (await admin.GetAsync("/admin/comptes/" + demoted.AccountId)).Form("Enregistrer").Uncheck("Gestion").Check("Réglages").SubmitAsync();

        (await admin.GetAsync("/admin/comptes")).ShouldShow("trois@").ShouldNotShow("un@").ShouldNotShow("deux@");
        (await site.Visit().GetAsync(links[0])).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await site.Visit().GetAsync(links[1])).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await site.Visit().GetAsync(links[2])).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_invitation_whose_writer_lost_the_right_with_their_role_gives_nothing_to_who_has_its_page_open(string database)
    {
        var site = await sites.OnAsync(database);
        var host = (await TenantAsync(site, "retire-" + database.ToLowerInvariant())).Hosts[0];
        var inviter = await site.AddMemberAsync(host, "Inès Invite", "Gestion");
        var email = $"invitee@{host}.example";
        var page = await site.Visit().GetAsync(await InviteAsync(site, inviter.Client, email));
        await using (var scope = site.Enter(host))
        {
            (await scope.Db.Set<Role>().SingleAsync(r => r.Name == "Gestion")).Permissions = "";
            await scope.Db.SaveChangesAsync();
        }

        (await page.Form("Ouvrir mon compte").Fill("Prénom et nom", "Invitée").Fill("Mot de passe", TestPeople.Password).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);

        await using var after = site.Enter();
        Assert.False(await after.Db.Set<Account>().AnyAsync(a => a.Email == email));
    }

    private static async Task<Refusal?> DemoteAsync(SiteFixture site, Tenant tenant, string id, Barrier together, bool suspend)
    {
        await using var scope = TenantScope.Enter(site.Services, tenant);
        var seats = scope.Services.GetRequiredService<Seats>();
        Refusal? refusal = null;
        together.SignalAndWait(TimeSpan.FromSeconds(20));
        await scope.Db.TransactAsync(async () =>
        {
            refusal = suspend ? await seats.SuspendAsync(id, "essai", "x") : await seats.SetRolesAsync(id, ["Gestion"], "", "x");
            await scope.Db.SaveChangesAsync();
        });
        return refusal;
    }

    private static async Task AllAdministratorsAsync(SiteFixture site, Tenant tenant, string[] people)
    {
        await using var scope = TenantScope.Enter(site.Services, tenant);
        await scope.Db.DeleteWhereAsync<MembershipSuspension>(m => m.TenantId == tenant.Id);
        var seats = await scope.Db.Set<Membership>().Where(m => m.TenantId == tenant.Id && people.Contains(m.AccountId)).ToListAsync();
        Assert.Contains(seats, s => s.Roles == Role.Administrator);
        foreach (var id in people.Except(seats.Select(s => s.AccountId)))
            scope.Db.Add(new Membership { AccountId = id, TenantId = tenant.Id, Roles = Role.Administrator, Since = site.Clock.GetUtcNow() });
        foreach (var seat in seats)
            seat.Roles = Role.Administrator;
        await scope.Db.SaveChangesAsync();
    }

    private static async Task<Tenant> TenantAsync(SiteFixture site, string name)
    {
        var tenant = await site.AddTenantAsync(name);
        await using var scope = TenantScope.Enter(site.Services, tenant);
        scope.Db.Add(new Role { TenantId = tenant.Id, Name = "Gestion", Permissions = KernelPermissions.ManageUsers });
        scope.Db.Add(new Role { TenantId = tenant.Id, Name = "Réglages", Permissions = KernelPermissions.ManageSettings });
        scope.Db.Add(new Role { TenantId = tenant.Id, Name = Role.Administrator, Permissions = KernelPermissions.SiteOwner });
        await scope.Db.SaveChangesAsync();
        return tenant;
    }

    private static async Task<Uri> InviteAsync(SiteFixture site, SiteClient inviter, string email)
    {
        await (await inviter.GetAsync("/admin/comptes/inviter")).Form("Envoyer l'invitation").Fill("Adresse électronique", email).Check("Gestion").SubmitAsync();
        return (await site.MailsAsync(email))[^1].Link;
    }

    private static async Task<string> RolesAsync(SiteFixture site, string host, string accountId)
    {
        await using var scope = site.Enter(host);
        var here = site.TenantOf(host).Id;
        return await scope.Db.Set<Membership>().Where(m => m.AccountId == accountId && m.TenantId == here).Select(m => m.Roles).SingleAsync();
    }
}
