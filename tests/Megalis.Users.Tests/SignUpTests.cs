using System.Net;
using Megalis.Testing;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

public sealed class SignUpTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task The_first_person_on_a_SIRET_goes_on_at_once_and_manages_the_team()
    {
        var client = site.Visit();

        var page = await client.SignUpAsync("premier@menuiserie.example", TestPeople.NewSiret());

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Votre compte est ouvert", "Menuiserie Kerbrat", "Gestionnaire");
        Assert.True((await site.MemberAsync("premier@menuiserie.example")).IsManager);
    }

    [Fact]
    public async Task A_deposit_in_progress_is_found_again_after_sign_up()
    {
        var page = await site.Visit().SignUpAsync("presse@menuiserie.example", TestPeople.NewSiret(), path: "/inscription?retour=/entreprise/rattachement");

        Assert.Equal("/entreprise/rattachement", page.Url.AbsolutePath);
    }

    [Fact]
    public async Task The_second_person_on_a_SIRET_waits_sees_nobody_and_enters_when_the_manager_accepts()
    {
        var siret = TestPeople.NewSiret();
        var manager = site.Visit();
        await manager.SignUpAsync("gerante@travaux.example", siret, "Rozenn Gestin");
        var second = site.Visit();

        (await second.SignUpAsync("second@travaux.example", siret, "Erwan Second")).ShouldShow("En attente", "Vous pouvez déposer un pli dès maintenant").ShouldNotShow("Rozenn Gestin");
        var standing = await StandingAsync("second@travaux.example");
        Assert.False(standing!.IsAccepted);
        Assert.Equal(siret, standing.Entreprise.Identifier);
        Assert.DoesNotContain(await AccountIdAsync("second@travaux.example"), await TeamAsync(standing.Entreprise.Id));

        var team = await manager.GetAsync("/entreprise/equipe");
        (await team.Form("Accepter", within: "Erwan Second").SubmitAsync()).ShouldShow("Erwan Second fait partie de l'équipe.");

        Assert.True((await StandingAsync("second@travaux.example"))!.IsAccepted);
        (await second.GetAsync("/entreprise/equipe")).ShouldShow("Rozenn Gestin").ShouldNotShow("En attente");
    }

    [Fact]
    public async Task Only_a_manager_of_this_entreprise_answers()
    {
        var siret = TestPeople.NewSiret();
        await site.Visit().SignUpAsync("a@un.example", siret);
        var waiting = site.Visit();
        await waiting.SignUpAsync("b@un.example", siret);
        var stranger = site.Visit();
        await stranger.SignUpAsync("c@deux.example", TestPeople.NewSiret());
        var id = await AccountIdAsync("b@un.example");

        foreach (var (person, status) in new[] { (waiting, HttpStatusCode.Forbidden), (stranger, HttpStatusCode.NotFound) })
        {
            var page = await person.GetAsync("/entreprise/equipe");
            (await person.ForgeAsync(page, "/entreprise/equipe?handler=Accept", ("id", id))).ShouldBe(status);
        }

        Assert.Equal(MemberState.Pending, (await site.MemberAsync("b@un.example")).State);
    }

    [Fact]
    public async Task A_refused_person_may_declare_another_entreprise()
    {
        var siret = TestPeople.NewSiret();
        var manager = site.Visit();
        await manager.SignUpAsync("gerant@refus.example", siret);
        var second = site.Visit();
        await second.SignUpAsync("curieux@refus.example", siret, "Paol Curieux");

        await (await manager.GetAsync("/entreprise/equipe")).Form("Refuser", within: "Paol Curieux").SubmitAsync();

        var page = (await second.GetAsync("/entreprise/equipe")).ShouldShow("refusée");
        var form = (await page.FollowAsync("Rattacher mon compte")).Form("Rattacher").Fill("Numéro SIRET", TestPeople.NewSiret()).Fill("Nom ou raison sociale", "Paol seul");
        (await form.SubmitAsync()).ShouldShow("Paol seul", "Gestionnaire");
    }

    [Fact]
    public async Task The_last_manager_cannot_leave_a_team_and_may_name_another()
    {
        var siret = TestPeople.NewSiret();
        var manager = site.Visit();
        await manager.SignUpAsync("partante@equipe.example", siret, "Nolwenn Partante");
        await site.Visit().SignUpAsync("restant@equipe.example", siret, "Gwenn Restant");
        await (await manager.GetAsync("/entreprise/equipe")).Form("Accepter").SubmitAsync();

        var page = await (await manager.GetAsync("/entreprise/equipe")).Form("Quitter cette entreprise").SubmitAsync();
        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("nommez-en d'abord un autre");
        await page.Form("Nommer gestionnaire", within: "Gwenn Restant").SubmitAsync();
        (await (await manager.GetAsync("/entreprise/equipe")).Form("Quitter cette entreprise").SubmitAsync()).ShouldShow("Vous avez quitté l'entreprise");

        Assert.True((await site.MemberAsync("restant@equipe.example")).IsManager);
    }

    [Fact]
    public async Task A_company_from_abroad_signs_up_with_its_own_identifier()
    {
        var form = (await site.Visit().GetAsync("/inscription")).Form("Créer le compte")
            .Fill("Prénom et nom", "Jan Peeters").Fill("Adresse électronique", "jan@bouw.example").Fill("Mot de passe", TestPeople.Password)
            .Fill("Genre d'identifiant", "Numéro de TVA intracommunautaire (Union européenne)").Fill("Identifiant", "BE 0123.456.789")
            .Fill("Nom ou raison sociale", "Peeters Bouw");

        (await form.SubmitAsync()).ShouldShow("Peeters Bouw", "TVA", "BE0123456789");
        Assert.Equal("BE", (await StandingAsync("jan@bouw.example"))!.Entreprise.Country);
    }

    [Fact]
    public async Task A_form_with_faults_comes_back_with_every_fault_and_everything_typed()
    {
        var form = (await site.Visit().GetAsync("/inscription")).Form("Créer le compte")
            .Fill("Prénom et nom", "Yann Kerbrat").Fill("Adresse électronique", "yann@").Fill("Mot de passe", "court")
            .Fill("Numéro SIRET", "123 456 789 00012").Fill("Commune", "Lannévez");

        var page = await form.SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("4 points sont à corriger", "au moins 12 caractères", "SIREN", "raison sociale");
        var again = page.Form("Créer le compte");
        Assert.Equal("Yann Kerbrat", again.ValueOf("Prénom et nom"));
        Assert.Equal("yann@", again.ValueOf("Adresse électronique"));
        Assert.Equal("123 456 789 00012", again.ValueOf("Numéro SIRET"));
        Assert.Equal("Lannévez", again.ValueOf("Commune"));
    }

    [Fact]
    public async Task A_common_password_is_refused()
    {
        var form = (await site.Visit().GetAsync("/inscription")).Form("Créer le compte").Fill("Mot de passe", "password1234");

        (await form.SubmitAsync()).ShouldShow("trop courant");
    }

    [Fact]
    public async Task One_address_is_one_account_whatever_its_capitals()
    {
        await site.Visit().SignUpAsync("seule@exemple.bzh", TestPeople.NewSiret());

        (await site.Visit().SignUpAsync("Seule@EXEMPLE.bzh", TestPeople.NewSiret())).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("existe déjà");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_people_who_declare_one_SIRET_at_the_same_instant_make_one_entreprise_and_one_manager(string database)
    {
        await using var other = await SiteFixture.StartAsync(database);
        var siret = TestPeople.NewSiret();

        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => other.Visit().SignUpAsync($"ensemble{i}@exemple.bzh", siret, "Personne " + i)));

        Assert.All(pages, page => page.ShouldBe(HttpStatusCode.OK));
        await using var scope = other.Enter();
        Assert.Equal(1, await scope.Db.Set<Users.Domain.Entreprises.Entreprise>().CountAsync());
        Assert.Equal(1, await scope.Db.Set<Users.Domain.Entreprises.EntrepriseMember>().CountAsync(m => m.ManagerSince != null));
        Assert.Equal(4, await scope.Db.Set<Users.Domain.Entreprises.EntrepriseMember>().CountAsync());
    }

    [Fact]
    public async Task On_a_tenants_host_sign_up_leads_to_the_portal()
    {
        await site.AddTenantAsync("pleyben");

        var page = await site.Visit("pleyben.localhost").GetAsync("/inscription?retour=/marches");

        Assert.Equal(("localhost", "/inscription", "?retour=/marches"), (page.Url.Host, page.Url.AbsolutePath, page.Url.Query));
    }

    private async Task<string> AccountIdAsync(string email)
    {
        await using var scope = site.Enter();
        return await scope.Db.Set<Account>().Where(a => a.Email == email).Select(a => a.Id).SingleAsync();
    }

    private async Task<Standing?> StandingAsync(string email)
    {
        var id = await AccountIdAsync(email);
        await using var scope = site.Enter();
        return await scope.Services.GetRequiredService<Entreprises>().OfAsync(id);
    }

    private async Task<IReadOnlyList<string>> TeamAsync(string entreprise)
    {
        await using var scope = site.Enter();
        return await scope.Services.GetRequiredService<Entreprises>().TeamAsync(entreprise);
    }
}
