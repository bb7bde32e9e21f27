using Megalis.Kernel.Recipes.Running;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Adhesions.Tests;

/// <summary>Requests that a recipe brings are checked as those of the form.</summary>
public sealed class RecipeTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_request_of_a_recipe_is_refused_for_what_the_form_refuses(string database)
    {
        var site = await sites.OnAsync(database);
        await site.AddTenantAsync("prise-" + database.ToLowerInvariant(), "Prise");
        foreach (var (address, sentence) in new[]
        {
            ("www", "réservé à la plateforme"), ("Lannévez", "minuscules sans accent"), ("prise-" + database.ToLowerInvariant(), "déjà celle d’un autre site"), ("", "Choisissez l’adresse du site"),
        })
        {
            var outcome = await RunAsync(site, "adhesionessai0000000000001", address);
            Assert.False(outcome.Succeeded);
            Assert.Contains(outcome.Errors, e => e.ToString()!.Contains(sentence, StringComparison.Ordinal));
        }

        Assert.Contains((await RunAsync(site, "adhesionessai0000000000001", "essai", name: "Voir www.exemple.bzh")).Errors, e => e.ToString()!.Contains("Écrivez seulement le nom", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_request_that_has_its_site_by_now_is_left_as_it_is_when_the_recipe_runs_again(string database)
    {
        var site = await sites.OnAsync(database);
        var address = "essai-" + database.ToLowerInvariant();
        Assert.True((await RunAsync(site, "adhesionessai0000000000002", address, siren: "200000347")).Succeeded);
        await site.AddTenantAsync(address, "Essai");
        var again = await RunAsync(site, "adhesionessai0000000000002", address, siren: "200000347");
        Assert.True(again.Succeeded, string.Join('\n', again.Errors));
    }

    private static async Task<RecipeOutcome> RunAsync(SiteFixture site, string id, string address, string name = "CCAS de l’essai", string siren = "200000339")
    {
        using var folder = new TempFolder();
        var file = folder.Write("essai.recipe.json", $$"""
            { "name": "Essai", "steps": [ { "name": "Adhesions", "Adhesions": [ { "Id": "{{id}}", "Siren": "{{siren}}", "Name": "{{name}}", "Kind": "Ccas", "Commune": "Guidel (56520)",
              "Address": "{{address}}", "ContactName": "Soizic Le Bras", "ContactRole": "secrétaire", "ContactEmail": "ccas@essai.example", "SignatoryName": "Hervé Le Goff", "SignatoryRole": "président" } ] } ] }
            """);
        await using var scope = site.Enter();
        return await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(file, new Dictionary<string, string>());
    }
}
