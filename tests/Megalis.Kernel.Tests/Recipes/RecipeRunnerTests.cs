using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Recipes;

public class RecipeRunnerTests
{
    private const string PageType = """
        { "name": "ContentDefinition", "ContentTypes": [ { "Name": "Page", "DisplayName": "Page",
          "Settings": { "ContentTypeSettings": { "Draftable": true, "Versionable": true } },
          "ContentTypePartDefinitionRecords": [ { "PartName": "TitlePart", "Name": "TitlePart" }, { "PartName": "AutoroutePart", "Name": "AutoroutePart" } ] } ] }
        """;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_whole_recipe_sets_up_a_site(string database)
    {
        await using var site = await RecipeSite.StartAsync(database);
        site.Folder.Write("medias/logo.txt", "logo");
        var outcome = await site.RunAsync($$"""
            {
              "variables": { "home": "[js: uuid()]" }, // noted once
              "steps": [
                { "name": "feature", "enable": [ "Tests.Optional" ] },
                { "name": "optional" },
                { "name": "settings", "sitename": "[js: parameters('SiteName')]", "LayerSettings": { "Zones": [ "Content" ] }, "HomeRoute": { "ContentItemId": "[js: variables('home')]" }, },
                { "name": "Roles", "Roles": [ { "Name": "Editor", "Description": "Écrit", "Permissions": [ "DoOptional", "AccessAdminPanel" ] } ] },
                {{PageType}},
                { "name": "content", "Data": [ { "ContentItemId": "[js: variables('home')]", "ContentType": "Page", "Latest": true, "Published": true,
                    "TitlePart": { "Title": "Accueil" }, "FlowPart": { "Widgets": [ { "é": 1.0 } ] } } ] },
                { "name": "media", "Files": [ { "TargetPath": "images/Logo.txt", "SourcePath": "medias/logo.txt" }, { "TargetPath": "b.txt", "Base64": "w6k=" } ] },
              ],
            }
            """, parameters: new() { ["SiteName"] = "Kerlann communauté" });

        Assert.Empty(outcome.Errors);
        Assert.Equal(7, outcome.Steps);
        Assert.Equal("on", site.Tenant.Text("Seen"));
        Assert.Equal("Kerlann communauté", site.Tenant.DisplayName);
        Assert.True(site.Tenant.Has("Tests.Optional"));
        Assert.Equal("AccessAdminPanel DoOptional", (await site.RoleAsync("Editor"))!.Permissions);
        var home = Assert.Single(await site.ContentAsync()).ToItem();
        Assert.Equal(site.Tenant.AllSettings()["HomeRoute"]!["ContentItemId"]!.GetValue<string>(), home.ContentItemId);
        Assert.Equal("Accueil", home.Part<TitlePart>()!.Title);
        Assert.Contains("""{"é":1.0}""", home.ToString(), StringComparison.Ordinal);
        await using var scope = site.Enter();
        Assert.Equal(home.ContentItemId, await scope.Services.GetRequiredService<Autoroutes>().FindAsync("accueil"));
        var library = scope.Services.GetRequiredService<MediaLibrary>();
        using var logo = new StreamReader(library.Open((await library.FindAsync("IMAGES/logo.txt"))!)!);
        Assert.Equal("logo", await logo.ReadToEndAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_last_step_that_fails_undoes_everything_files_included(string database)
    {
        await using var site = await RecipeSite.StartAsync(database);
        var outcome = await site.RunAsync($$"""
            {
              "steps": [
                { "name": "Feature", "enable": [ "Tests.Optional" ] },
                { "name": "Settings", "SiteName": "Autre" },
                { "name": "Media", "Files": [ { "TargetPath": "a.txt", "Base64": "w6k=" } ] },
                { "name": "Roles", "Roles": [ { "Name": "Editor", "Permissions": [] } ] },
                {{PageType}},
                { "name": "Content", "data": [
                    { "ContentItemId": "un", "ContentType": "Page", "TitlePart": { "Title": "Un" }, "AutoroutePart": { "Path": "meme" } },
                    { "ContentItemId": "deux", "ContentType": "Page", "TitlePart": { "Title": "Deux" }, "AutoroutePart": { "Path": "meme" } } ] }
              ]
            }
            """);

        var error = Assert.Single(outcome.Errors);
        Assert.Equal("$.steps[5].data[1]", error.Path);
        Assert.Equal(12, error.Line);
        Assert.EndsWith("essai.recipe.json", error.File, StringComparison.Ordinal);
        await AssertNothingDoneAsync(site);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_unknown_step_at_the_end_is_named_with_file_path_and_line_and_nothing_is_done(string database)
    {
        await using var site = await RecipeSite.StartAsync(database);
        var outcome = await site.RunAsync($$"""
            {
              "steps": [
                { "name": "Settings", "SiteName": "Autre" },
                {{PageType}},
                { "name": "Content", "data": [ { "ContentType": "Page", "TitlePart": { "Title": "Un" } } ] },
                { "name": "lucene-index", "Indices": [] },
                {
                  "name": "Inconnu"
                }
              ]
            }
            """);

        Assert.Equal(
            [("$.steps[3].name", 8), ("$.steps[4].name", 10)],
            outcome.Errors.Select(error => (error.Path, error.Line)));
        Assert.Contains("existe dans Orchard Core", outcome.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("étape inconnue : « Inconnu »", outcome.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("essai.recipe.json, ligne 10, $.steps[4].name", outcome.Errors[1].ToString(), StringComparison.Ordinal);
        await AssertNothingDoneAsync(site);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_bug_in_a_step_undoes_everything_too(string database)
    {
        await using var site = await RecipeSite.StartAsync(database, services => services.AddRecipeStep<RecipeSite.BrokenStep>());

        await Assert.ThrowsAsync<InvalidOperationException>(() => site.RunAsync("""
            { "steps": [ { "name": "Settings", "SiteName": "Autre" }, { "name": "Media", "Files": [ { "TargetPath": "a.txt", "Base64": "w6k=" } ] }, { "name": "Broken" } ] }
            """));

        await AssertNothingDoneAsync(site);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_recipe_that_fails_inside_a_transaction_takes_back_its_own_part_only(string database)
    {
        await using var site = await RecipeSite.StartAsync(database);
        var path = site.Folder.Write("essai.recipe.json", $$"""
            { "steps": [ { "name": "Settings", "SiteName": "Autre" }, {{PageType}},
              { "name": "Content", "data": [ { "ContentItemId": "un", "ContentType": "Page", "AutoroutePart": { "Path": "admin" } } ] } ] }
            """);
        await using (var scope = site.Enter())
        {
            await scope.Db.TransactAsync(async () =>
            {
                scope.Db.Add(new Role { Name = "Before" });
                await scope.Db.SaveChangesAsync();
                Assert.False((await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(path)).Succeeded);
                scope.Db.Add(new Role { Name = "After" });
                await scope.Db.SaveChangesAsync();
            });
        }

        await AssertNothingDoneAsync(site);
        Assert.NotNull(await site.RoleAsync("Before"));
        Assert.NotNull(await site.RoleAsync("After"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_same_recipe_again_changes_nothing_and_a_changed_item_becomes_a_new_version(string database)
    {
        await using var site = await RecipeSite.StartAsync(database);
        string Recipe(string title) => $$"""
            { "steps": [ {{PageType}}, { "name": "Content", "data": [ { "ContentItemId": "accueil", "ContentItemVersionId": "[js: uuid()]", "ContentType": "Page",
              "Latest": true, "Published": true, "ModifiedUtc": "[js: new Date().toISOString()]", "DisplayText": "{{title}}", "TitlePart": { "Title": "{{title}}" }, "AutoroutePart": { "Path": "accueil" } } ] } ] }
            """;

        await site.RunWellAsync(Recipe("Un"));
        await site.RunWellAsync(Recipe("Un"));
        Assert.Single(await site.ContentAsync());

        await site.RunWellAsync(Recipe("Deux"));
        Assert.Equal([("Un", false, false), ("Deux", true, true)], (await site.ContentAsync()).Select(row => (row.DisplayText, row.Latest, row.Published)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_version_that_is_known_by_its_own_id_is_replaced_in_its_place(string database)
    {
        await using var site = await RecipeSite.StartAsync(database);
        string Recipe(string title) => $$"""
            { "steps": [ {{PageType}}, { "name": "Content", "data": [ { "ContentItemId": "accueil", "ContentItemVersionId": "v1", "ContentType": "Page", "Latest": true, "Published": true, "TitlePart": { "Title": "{{title}}" } } ] } ] }
            """;

        await site.RunWellAsync(Recipe("Un"));
        await site.RunWellAsync(Recipe("Deux"));

        var row = Assert.Single(await site.ContentAsync());
        Assert.Equal(("v1", "Deux"), (row.ContentItemVersionId, row.DisplayText));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_steps_of_an_inner_recipe_run_in_its_place(string database)
    {
        await using var site = await RecipeSite.StartAsync(database);
        site.Folder.Write("types.recipe.json", $$"""{ "name": "Mes types", "steps": [ { "name": "Feature", "enable": [ "Tests.Optional" ] }, {{PageType}} ] }""");

        await site.RunWellAsync("""
            { "steps": [ { "name": "recipes", "Values": [ { "executionid": "essai", "name": "mes types" } ] },
              { "name": "Optional" }, { "name": "Content", "data": [ { "ContentType": "Page", "TitlePart": { "Title": "Un" } } ] } ] }
            """);

        Assert.Equal("on", site.Tenant.Text("Seen"));
        Assert.Single(await site.ContentAsync());
    }

    [Fact]
    public async Task Findings_of_an_inner_recipe_name_its_own_file_and_recipes_that_call_each_other_are_refused()
    {
        await using var site = await RecipeSite.StartAsync(BothDatabases.Sqlite);
        site.Folder.Write("interne.recipe.json", """{ "steps": [ { "name": "Inconnu" } ] }""");
        site.Folder.Write("boucle.recipe.json", """{ "steps": [ { "name": "recipes", "Values": [ { "name": "boucle" } ] } ] }""");

        var outcome = await site.RunAsync("""
            { "steps": [ { "name": "recipes", "Values": [ { "name": "interne" }, { "name": "absente" }, { "name": "boucle" } ] } ] }
            """);

        Assert.Equal(3, outcome.Errors.Count);
        Assert.EndsWith("interne.recipe.json", outcome.Errors[0].File, StringComparison.Ordinal);
        Assert.Contains("aucune recette « absente »", outcome.Errors[1].Message, StringComparison.Ordinal);
        Assert.Contains("s’appelle elle-même", outcome.Errors[2].Message, StringComparison.Ordinal);
    }

    private static async Task AssertNothingDoneAsync(RecipeSite site)
    {
        await site.Host.Tenants.RefreshAsync();
        Assert.Equal("kerlann", site.Tenant.DisplayName);
        Assert.False(site.Tenant.Has("Tests.Optional"));
        Assert.Empty(await site.ContentAsync());
        Assert.Null(await site.RoleAsync("Editor"));
        Assert.Equal(0, site.StoredFiles());
        await using var scope = site.Enter();
        Assert.Empty((await scope.Services.GetRequiredService<Kernel.Content.Definitions.ContentDefinitionStore>().LoadAsync()).Types);
        Assert.Null(await scope.Services.GetRequiredService<MediaLibrary>().FindAsync("a.txt"));
    }
}
