using System.Net;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

/// <summary>The recipe step Users.</summary>
public sealed class ImportUsersTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Users_get_their_password_their_seats_and_their_entreprise_and_sign_in()
    {
        var tenant = await site.AddTenantAsync("lannevez");
        var siret = TestPeople.NewSiret();

        await RunAsync($$"""
            { "UserName": "secretaire@lannevez.example", "DisplayName": "Soizic Le Bras", "EmailConfirmed": true, "Demo": true,
              "Password": "[js: parameters('AdminPassword')]", "RoleNames": [ "administrator" ],
              "Memberships": [ { "Tenant": "lannevez", "RoleNames": [ "Administrator", "Acheteur" ], "Title": "secrétaire de mairie" } ] },
            { "UserName": "contact@menuiserie.example", "Password": "[js: parameters('AdminPassword')]",
              "Entreprise": { "Siret": "{{siret}}", "Name": "Menuiserie Kerbrat" } }
            """);

        (await site.Visit().SignInAsync("secretaire@lannevez.example")).ShouldBe(HttpStatusCode.OK).ShouldShow("Soizic Le Bras");
        await using var scope = site.Enter();
        var account = await scope.Db.Set<Account>().SingleAsync(a => a.Email == "secretaire@lannevez.example");
        var seat = await scope.Db.Set<Membership>().SingleAsync(m => m.AccountId == account.Id && m.TenantId == tenant.Id);
        Assert.Equal(("Administrator;Acheteur", "secrétaire de mairie"), (seat.Roles, seat.Title));
        Assert.True(account.IsDemo);
        var company = await scope.Db.Set<Account>().SingleAsync(a => a.Email == "contact@menuiserie.example");
        Assert.True((await scope.Services.GetRequiredService<Entreprises>().OfAsync(company.Id))!.IsManager);
    }

    [Fact]
    public async Task An_address_that_has_an_account_keeps_its_password_and_its_name()
    {
        await site.AddAccountAsync("deja@exemple.bzh", "Nom Gardé");

        await RunAsync("""{ "UserName": "deja@exemple.bzh", "DisplayName": "Autre Nom", "Password": "un tout autre mot de passe", "RoleNames": [ "Authenticated" ] }""");
        await RunAsync("""{ "UserName": "deja@exemple.bzh", "RoleNames": [ "Authenticated" ] }""");

        (await site.Visit().SignInAsync("deja@exemple.bzh")).ShouldBe(HttpStatusCode.OK).ShouldShow("Nom Gardé");
    }

    [Fact]
    public async Task Orchards_hash_and_id_are_taken_as_they_are_and_a_disabled_user_stays_out()
    {
        await site.AddAccountAsync("modele@exemple.bzh");
        await using var scope = site.Enter();
        var hash = (await scope.Db.Set<Account>().SingleAsync(a => a.Email == "modele@exemple.bzh")).PasswordHash;

        await RunAsync($$"""
            { "UserId": "4xmegvp3dm97n7wsrdmcvqb5mz", "UserName": "editor", "Email": "editor@orchard.example", "PasswordHash": "{{hash}}" },
            { "UserName": "former", "Email": "former@orchard.example", "PasswordHash": "{{hash}}", "IsEnabled": false }
            """);

        (await site.Visit().SignInAsync("editor@orchard.example")).ShouldBe(HttpStatusCode.OK).ShouldShow("editor");
        (await site.Visit().SignInAsync("former@orchard.example")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("désactivé");
        Assert.Equal("4xmegvp3dm97n7wsrdmcvqb5mz", (await scope.Db.Set<Account>().SingleAsync(a => a.Email == "editor@orchard.example")).Id);
    }

    [Theory]
    [InlineData("""{ "UserName": "sans arobase" }""", "$.steps[0].Users[0].UserName", "adresse électronique complète")]
    [InlineData("""{ "UserName": "a@b.example", "RoleNames": [ "Inconnu" ] }""", "$.steps[0].Users[0].RoleNames[0]", "rôle inconnu")]
    [InlineData("""{ "UserName": "a@b.example", "PasswordHash": "pas une empreinte" }""", "$.steps[0].Users[0].PasswordHash", "empreinte")]
    [InlineData("""{ "UserName": "a@b.example", "Entreprise": { "Siret": "123", "Name": "X" } }""", "$.steps[0].Users[0].Entreprise.Siret", "14 chiffres")]
    [InlineData("""{ "UserName": "a@b.example", "Memberships": [ { "Tenant": "nulle-part" } ] }""", "$.steps[0].Users[0].Memberships[0]", "aucun site")]
    public async Task A_fault_names_its_place_and_nothing_is_done(string user, string path, string sentence)
    {
        var outcome = await TryAsync($$"""{ "UserName": "avant@fautes.example" }, {{user}}""");

        var error = Assert.Single(outcome.Errors);
        Assert.Equal(path.Replace("Users[0]", "Users[1]", StringComparison.Ordinal), error.Path);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        await using var scope = site.Enter();
        Assert.False(await scope.Db.Set<Account>().AnyAsync(a => a.Email == "avant@fautes.example"));
    }

    [Fact]
    public async Task In_production_no_demonstration_account_is_made()
    {
        await using var production = await SiteFixture.StartAsync(new SiteOptions { Environment = "Production" });

        var outcome = await TryAsync("""{ "UserName": "admin@megalis.example", "Demo": true }""", production);

        Assert.Contains("production", Assert.Single(outcome.Errors).Message, StringComparison.Ordinal);
    }

    private async Task RunAsync(string users) => Assert.Empty((await TryAsync(users)).Errors);

    private async Task<RecipeOutcome> TryAsync(string users, SiteFixture? where = null)
    {
        using var folder = new TempFolder();
        var file = folder.Write("users.recipe.json", $$"""{ "name": "Essai", "steps": [ { "name": "Users", "Users": [ {{users}} ] } ] }""");
        await using var scope = (where ?? site).Enter();
        return await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(file, new Dictionary<string, string> { ["AdminPassword"] = TestPeople.Password });
    }
}
