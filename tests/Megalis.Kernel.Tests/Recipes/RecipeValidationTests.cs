using Megalis.Testing;

namespace Megalis.Kernel.Tests.Recipes;

public class RecipeValidationTests
{
    [Theory]
    [InlineData("""{ "name": "Feature", "enable": [ "Absente" ] }""", "$.steps[0].enable[0]", "fonctionnalité inconnue : « Absente »")]
    [InlineData("""{ "name": "Feature", "disable": [ "OrchardCore.Menu" ] }""", "$.steps[0].disable[0]", "fonctionnalité inconnue")]
    [InlineData("""{ "name": "Feature", "disable": [ "Tests.Base" ] }""", "$.steps[0].disable[0]", "ne peut pas être désactivée")]
    [InlineData("""{ "name": "Feature", "enable": "Tests.Optional" }""", "$.steps[0].enable", "liste")]
    [InlineData("""{ "name": "Optional" }""", "$.steps[0].name", "demande la fonctionnalité « Tests.Optional »")]
    [InlineData("""{ "name": "Roles", "Roles": [ { "Name": "R", "Permissions": [ "Voler" ] } ] }""", "$.steps[0].Roles[0].Permissions[0]", "permission inconnue : « Voler »")]
    [InlineData("""{ "name": "Roles", "Roles": [ { "Name": "R", "Permissions": [ "DoOptional" ] } ] }""", "$.steps[0].Roles[0].Permissions[0]", "qui n’est pas active")]
    [InlineData("""{ "name": "Roles", "Roles": [ { "Permissions": [] } ] }""", "$.steps[0].Roles[0]", "nom")]
    [InlineData("""{ "name": "Roles", "Roles": [ { "Name": "R", "PermissionBehavior": "Plus" } ] }""", "$.steps[0].Roles[0].PermissionBehavior", "Replace")]
    [InlineData("""{ "name": "Themes", "site": "TheTheme" }""", "$.steps[0].site", "thème inconnu")]
    [InlineData("""{ "name": "Settings", "SiteName": 3 }""", "$.steps[0].SiteName", "un texte")]
    [InlineData("""{ "name": "Content", "data": [ { "ContentType": "Absent" } ] }""", "$.steps[0].data[0].ContentType", "n’est pas défini")]
    [InlineData("""{ "name": "Content", "data": [ { "Title": "x" } ] }""", "$.steps[0].data[0]", "ContentType")]
    [InlineData("""{ "name": "Content" }""", "$.steps[0]", "data")]
    [InlineData("""{ "name": "ContentDefinition", "ContentTypes": [ { "Name": "Message", "ContentTypePartDefinitionRecords": [ { "Name": "TitlePart" } ] } ] }""", "$.steps[0].ContentTypes[0].ContentTypePartDefinitionRecords[0]", "PartName")]
    [InlineData("""{ "name": "ContentDefinition", "ContentParts": [ { "Name": "Pa rt" } ] }""", "$.steps[0].ContentParts[0].Name", "Pa rt")]
    [InlineData("""{ "name": "Media", "Files": [ { "TargetPath": "../a.txt", "Base64": "" } ] }""", "$.steps[0].Files[0].TargetPath", "chemin de média")]
    [InlineData("""{ "name": "Media", "Files": [ { "TargetPath": "a.txt", "SourceUrl": "http://exemple.bzh/a" } ] }""", "$.steps[0].Files[0].SourceUrl", "SourcePath")]
    [InlineData("""{ "name": "Media", "Files": [ { "TargetPath": "a.txt", "SourcePath": "../a" } ] }""", "$.steps[0].Files[0].SourcePath", "sort du dossier")]
    [InlineData("""{ "name": "Media", "Files": [ { "TargetPath": "a.txt", "Base64": "%%" } ] }""", "$.steps[0].Files[0].Base64", "Base64")]
    [InlineData("""{ "name": "FeatureProfiles", "FeatureProfiles": { "p": { "FeatureRules": [] } } }""", "$.steps[0]", "sur le portail")]
    [InlineData("""{ "name": "Settings", "x": "[js: valiables('now')]" }""", "$.steps[0].x", "fonction de script inconnue : « valiables »")]
    [InlineData("""{ "name": "Settings", "x": "[js: parameters('Absent')]" }""", "$.steps[0].x", "n’a pas été donné")]
    [InlineData("""{ "Name": "Settings", "name": "Settings" }""", "$.steps[0].name", "écrite deux fois")]
    [InlineData("""{ "SiteName": "x" }""", "$.steps[0]", "n’a pas de nom")]
    public async Task What_a_step_cannot_do_is_found_before_the_first_step(string step, string path, string words)
    {
        await using var site = await RecipeSite.StartAsync(BothDatabases.Sqlite);

        var outcome = await site.RunAsync($$"""{ "steps": [ {{step}} ] }""");

        var error = Assert.Single(outcome.Errors);
        Assert.Equal(path, error.Path);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Later_steps_are_validated_as_if_earlier_ones_had_run()
    {
        await using var site = await RecipeSite.StartAsync(BothDatabases.Sqlite);

        var outcome = await site.RunAsync("""
            { "steps": [
              { "name": "Feature", "enable": [ "Tests.Optional" ] },
              { "name": "Roles", "Roles": [ { "Name": "R", "Permissions": [ "DoOptional" ] } ] },
              { "name": "Feature", "disable": [ "Tests.Optional" ] },
              { "name": "Optional" },
              { "name": "ReplaceContentDefinition", "ContentTypes": [ { "Name": "Page", "DisplayName": "Page" } ] },
              { "name": "DeleteContentDefinition", "ContentTypes": [ "Page" ] },
              { "name": "Content", "data": [ { "ContentType": "Page" } ] } ] }
            """);

        Assert.Equal(["$.steps[3].name", "$.steps[6].data[0].ContentType"], outcome.Errors.Select(error => error.Path));
    }

    [Theory]
    [InlineData("Add", "AccessAdminPanel ManageSettings")]
    [InlineData("Remove", "")]
    [InlineData("Replace", "ManageSettings")]
    public async Task Permissions_of_a_role_are_added_removed_or_replaced(string behavior, string expected)
    {
        await using var site = await RecipeSite.StartAsync(BothDatabases.Sqlite);
        var first = behavior == "Remove" ? "ManageSettings" : "AccessAdminPanel";
        await site.RunWellAsync($$"""{ "steps": [ { "name": "roles", "Roles": [ { "Name": "Editor", "Permissions": [ "{{first}}" ] } ] } ] }""");

        await site.RunWellAsync($$"""{ "steps": [ { "name": "roles", "Roles": [ { "Name": "EDITOR", "PermissionBehavior": "{{behavior}}", "Permissions": [ "ManageSettings" ] } ] } ] }""");

        Assert.Equal(expected, (await site.RoleAsync("Editor"))!.Permissions);
    }
}
