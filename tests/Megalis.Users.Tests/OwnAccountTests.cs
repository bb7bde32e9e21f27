using System.Net;
using System.Text.Json;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

/// <summary>« Mon compte ».</summary>
public sealed class OwnAccountTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task The_mail_of_sign_up_confirms_the_address_by_a_button()
    {
        var client = site.Visit();
        await client.SignUpAsync("confirme@exemple.bzh", TestPeople.NewSiret());
        (await client.GetAsync("/compte")).ShouldShow("à confirmer");
        var link = (await site.MailsAsync("confirme@exemple.bzh")).Single().Link;

        var page = await client.GetAsync(link);
        await site.Visit().GetAsync(link);
        page = await page.Form("Oui, confirmer").SubmitAsync();

        page.ShouldShow("Votre adresse est confirmée").ShouldNotShow("à confirmer");
        (await client.GetAsync(link)).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_new_confirmation_mail_makes_the_old_one_worthless()
    {
        var client = site.Visit();
        await client.SignUpAsync("encore@exemple.bzh", TestPeople.NewSiret());
        var first = (await site.MailsAsync("encore@exemple.bzh")).Single().Link;

        await (await client.GetAsync("/compte")).Form("Recevoir de nouveau").SubmitAsync();

        (await client.GetAsync(first)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.GetAsync((await site.MailsAsync("encore@exemple.bzh"))[^1].Link)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_name_is_greeted_at_once()
    {
        await site.AddAccountAsync("nom@exemple.bzh");
        var client = await site.SignedInAsync("nom@exemple.bzh");

        var page = await (await client.GetAsync("/compte")).Form("Enregistrer").Fill("Prénom et nom", "Anna ar Gov").SubmitAsync();

        page.ShouldShow("Votre nom est enregistré.", "Anna ar Gov").ShouldNotShow("Anne Le Goff");
    }

    [Fact]
    public async Task Changing_the_password_asks_the_present_one_and_ends_the_other_sessions_only()
    {
        await site.AddAccountAsync("change@exemple.bzh");
        var client = await site.SignedInAsync("change@exemple.bzh");
        var other = await site.SignedInAsync("change@exemple.bzh");
        async Task<Page> ChangeAsync(string current) => await (await client.GetAsync("/compte/mot-de-passe")).Form("Changer le mot de passe")
            .Fill("Mot de passe actuel", current).Fill("Nouveau mot de passe", "cinq autres mots choisis ensemble").SubmitAsync();

        (await ChangeAsync("pas le bon mot de passe")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("pas votre mot de passe actuel");
        (await ChangeAsync(TestPeople.Password)).ShouldShow("Le mot de passe est changé.");

        Assert.Equal("/connexion", (await other.GetAsync("/compte")).Url.AbsolutePath);
        (await client.GetAsync("/compte")).ShouldShow("Mon compte");
        (await site.Visit().SignInAsync("change@exemple.bzh", "cinq autres mots choisis ensemble")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_address_counts_when_it_is_confirmed_there_and_the_old_one_is_told()
    {
        await site.AddAccountAsync("ancienne@exemple.bzh");
        var client = await site.SignedInAsync("ancienne@exemple.bzh");

        await AskAddressAsync(client, "nouvelle@exemple.bzh");
        (await client.GetAsync("/compte")).ShouldShow("ancienne@exemple.bzh");
        Assert.Contains(await site.MailsAsync("ancienne@exemple.bzh"), m => m.Text.Contains("n…@exemple.bzh", StringComparison.Ordinal));
        var link = (await site.MailsAsync("nouvelle@exemple.bzh")).Single().Link;
        var page = await (await client.GetAsync(link)).Form("Confirmer").SubmitAsync();

        page.ShouldShow("Votre adresse est maintenant nouvelle@exemple.bzh", "confirmée");
        (await site.Visit().SignInAsync("nouvelle@exemple.bzh")).ShouldBe(HttpStatusCode.OK);
        (await site.Visit().SignInAsync("ancienne@exemple.bzh")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        Assert.Contains(await site.MailsAsync("ancienne@exemple.bzh"), m => m.Subject.Contains("autre adresse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_address_ends_every_other_session_whose_cookie_still_says_the_old_one()
    {
        var tenant = await site.AddTenantAsync("adresses");
        await site.AddMemberAsync(await site.AddAccountAsync("avant@exemple.bzh"), tenant, "Gestion", KernelPermissions.ManageUsers);
        var client = await site.SignedInAsync("avant@exemple.bzh");
        (await client.GetAsync("/passage/adresses?retour=/admin/comptes")).ShouldBe(HttpStatusCode.OK);
        var other = await site.SignedInAsync("avant@exemple.bzh");
        await AskAddressAsync(client, "apres@exemple.bzh");
        var link = (await site.MailsAsync("apres@exemple.bzh")).Single().Link;

        await (await client.GetAsync(link)).Form("Confirmer").SubmitAsync();

        Assert.Equal("/connexion", (await other.GetAsync("/compte")).Url.AbsolutePath);
        (await client.GetAsync("/compte")).ShouldShow("apres@exemple.bzh");
        await using var scope = site.Enter();
        var open = await scope.Db.Set<AccountSession>().Where(s => s.RevokedAt == null && scope.Db.Set<Account>().Any(a => a.Id == s.AccountId && a.Email == "apres@exemple.bzh")).ToListAsync();
        Assert.Null(Assert.Single(open).ParentId);
    }

    [Fact]
    public async Task Somebody_elses_address_gets_the_same_answer_and_no_link()
    {
        await site.AddAccountAsync("prise@exemple.bzh");
        await site.AddAccountAsync("curieux@exemple.bzh");
        var client = await site.SignedInAsync("curieux@exemple.bzh");

        (await AskAddressAsync(client, "prise@exemple.bzh")).ShouldShow("Un lien est parti à prise@exemple.bzh");

        Assert.Empty(await site.MailsAsync("prise@exemple.bzh"));
    }

    [Fact]
    public async Task A_session_is_ended_from_the_list_and_nobody_elses()
    {
        await site.AddAccountAsync("listes@exemple.bzh");
        await site.AddAccountAsync("tiers@exemple.bzh");
        var client = await site.SignedInAsync("listes@exemple.bzh");
        var lent = await site.SignedInAsync("listes@exemple.bzh");
        var stranger = await site.SignedInAsync("tiers@exemple.bzh");
        var page = await client.GetAsync("/compte/sessions");
        var id = page.Document.QuerySelector("button[name=id]")!.GetAttribute("value")!;

        (await stranger.ForgeAsync(await stranger.GetAsync("/compte/sessions"), "/compte/sessions", ("id", id))).ShouldBe(HttpStatusCode.NotFound);
        (await lent.GetAsync("/compte")).ShouldShow("Mon compte");
        (await page.Form("Fermer", within: "Navigateur inconnu").SubmitAsync()).ShouldShow("La session est fermée.");

        Assert.Equal("/connexion", (await lent.GetAsync("/compte")).Url.AbsolutePath);
        (await client.GetAsync("/compte")).ShouldShow("Mon compte");
    }

    [Fact]
    public async Task My_structures_lead_to_each_tenant()
    {
        var tenant = await site.AddTenantAsync("plonevez", "Commune de Plonévez");
        var account = await site.AddAccountAsync("secretaire@plonevez.example");
        await site.AddMemberAsync(account, tenant, "Secretaire", KernelPermissions.ManageUsers);
        var client = await site.SignedInAsync("secretaire@plonevez.example");

        var page = await client.GetAsync("/compte");

        page.ShouldShow("Commune de Plonévez");
        Assert.EndsWith("/passage/plonevez", page.Document.QuerySelector("main a[href*='/passage/']")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task My_data_come_as_one_file_that_holds_no_secret()
    {
        var client = site.Visit();
        await client.SignUpAsync("donnees@exemple.bzh", TestPeople.NewSiret(), "Maï Donnée");

        var file = await (await client.GetAsync("/compte/mes-donnees")).Form("Télécharger mes données").SubmitAsync();

        Assert.Equal("attachment; filename=mes-donnees.json; filename*=UTF-8''mes-donnees.json", file.Headers["Content-Disposition"]);
        var account = JsonDocument.Parse(file.Body).RootElement.GetProperty("compte");
        Assert.Equal("Maï Donnée", account.GetProperty("nom").GetString());
        Assert.Equal("Menuiserie Kerbrat", account.GetProperty("entreprise").GetProperty("nom").GetString());
        Assert.Equal(1, account.GetProperty("sessions").GetArrayLength());
        Assert.DoesNotContain("AQAAAA", file.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_account_leaves_a_number_and_no_name()
    {
        var client = site.Visit();
        await client.SignUpAsync("efface@exemple.bzh", TestPeople.NewSiret(), "Loeiz Effacé");
        var page = (await client.GetAsync("/compte/mes-donnees")).ShouldShow("Journal des actes");

        (await page.Form("Effacer mon compte").Fill("Mot de passe actuel", TestPeople.Password).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Cochez la case");
        var id = (await site.MemberAsync("efface@exemple.bzh")).AccountId;
        (await EraseAsync(client)).ShouldShow("Votre compte est effacé.");

        Assert.Equal("/connexion", (await client.GetAsync("/compte")).Url.AbsolutePath);
        (await site.Visit().SignInAsync("efface@exemple.bzh")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        await using var scope = site.Enter();
        var card = await scope.Services.GetRequiredService<Accounts>().FindAsync(id);
        Assert.Equal(("Compte effacé", true), (card!.DisplayName, card.IsErased));
        Assert.Equal(0, await scope.Db.Set<AccountSession>().CountAsync(s => s.AccountId == id));
        Assert.Null(await scope.Services.GetRequiredService<Entreprises>().OfAsync(id));
        Assert.Contains(await site.MailsAsync("efface@exemple.bzh"), m => m.Subject.Contains("effacé", StringComparison.Ordinal));
        (await site.Visit().SignUpAsync("efface@exemple.bzh", TestPeople.NewSiret())).ShouldShow("Votre compte est ouvert");
    }

    [Fact]
    public async Task The_only_administrator_and_the_only_manager_hand_over_before_they_go()
    {
        var tenant = await site.AddTenantAsync("locmaria", "Locmaria");
        var account = await site.AddAccountAsync("seul@locmaria.example");
        await site.AddMemberAsync(account, tenant, Role.Administrator);
        (await EraseAsync(await site.SignedInAsync("seul@locmaria.example"))).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("seule personne à administrer Locmaria");

        var siret = TestPeople.NewSiret();
        var manager = site.Visit();
        await manager.SignUpAsync("chef@seul.example", siret);
        await site.Visit().SignUpAsync("equipier@seul.example", siret);
        await (await manager.GetAsync("/entreprise/equipe")).Form("Accepter").SubmitAsync();
        (await EraseAsync(manager)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("seule personne à gérer l'équipe");
    }

    private static async Task<Page> EraseAsync(SiteClient client) => await (await client.GetAsync("/compte/mes-donnees")).Form("Effacer mon compte")
        .Check("J'ai compris").Fill("Mot de passe actuel", TestPeople.Password).SubmitAsync();

    private static async Task<Page> AskAddressAsync(SiteClient client, string email) => await (await client.GetAsync("/compte/adresse")).Form("Demander le changement")
        .Fill("Nouvelle adresse", email).Fill("Mot de passe actuel", TestPeople.Password).SubmitAsync();
}
