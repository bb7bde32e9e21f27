using System.Text.Json;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Recipes.Verbs;
using Megalis.Kernel.Verbs;
using Megalis.Testing;
using Microsoft.AspNetCore.Builder;

namespace Megalis.Kernel.Tests.Recipes;

public sealed class RecipeCheckTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_step_is_said_to_run_to_be_unsupported_or_unknown()
    {
        var file = folder.Write("a.recipe.json", """
            { "steps": [ { "name": "settings" }, { "name": "WorkflowType", "data": [] }, { "name": "recipes", "Values": [] },
              { "name": "Inconnu" } ] }
            """);

        var (code, output) = await CheckAsync(file, "--json");

        Assert.Equal(VerbRunner.Findings, code);
        Assert.Equal($$"""
            {"file":"{{file}}","parsed":true,"steps":[{"name":"settings","status":"runs"},{"name":"WorkflowType","status":"unsupported"},{"name":"recipes","status":"runs"},{"name":"Inconnu","status":"unknown"}],"errors":[{"path":"$.steps[1].name","line":1,"message":"l’étape « WorkflowType » existe dans Orchard Core mais n’est pas prise en charge ici."},{"path":"$.steps[3].name","line":2,"message":"étape inconnue : « Inconnu »."}]}

            """, output);
    }

    [Fact]
    public async Task A_good_file_needs_no_database_and_no_tenant()
    {
        var file = folder.Write("a.recipe.json", """
            { "steps": [ { "name": "Roles", "Roles": [ { "Name": "R", "Permissions": [ "ManageSettings" ] } ] },
              { "name": "Content", "data": [ { "ContentType": "Ailleurs", "Owner": "[js: parameters('AdminUserId')]" } ] } ] }
            """);

        var (code, output) = await CheckAsync(file);

        Assert.Equal(VerbRunner.Good, code);
        Assert.Contains("Content : s’exécute", output, StringComparison.Ordinal);
        Assert.Equal(["a.recipe.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Several_files_give_one_object_each_and_a_folder_stands_for_its_files()
    {
        folder.Write("b/un.json", "<html>");
        folder.Write("b/deux.json", """{ "query": {} }""");

        var (code, output) = await CheckAsync(folder["b"], folder["absent.json"], "--json");

        Assert.Equal(VerbRunner.Findings, code);
        var reports = output.Trim().Split('\n').Select(line => JsonSerializer.Deserialize<RecipeCheckReport>(line)!).ToList();
        Assert.Equal([true, false, false], reports.Select(report => report.Parsed));
        Assert.Contains("n’est pas une recette", Assert.Single(reports[0].Errors).Message, StringComparison.Ordinal);
        Assert.Contains("HTML", Assert.Single(reports[1].Errors).Message, StringComparison.Ordinal);
        Assert.Contains("n’existe pas", Assert.Single(reports[2].Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_the_use_is_explained() => Assert.Equal(VerbRunner.BadUsage, (await CheckAsync("--json")).Code);

    private async Task<(int Code, string Output)> CheckAsync(params string[] arguments)
    {
        await using var app = RecipeChecker.Build(folder["data"]);
        using var output = new StringWriter { NewLine = "\n" };
        var code = await new RecipeCheckVerb().RunAsync(new VerbContext(arguments, output, TextWriter.Null, app.Services, false), CancellationToken.None);
        return (code, output.ToString());
    }
}

/// <summary>The host as <c>recipe check</c> sees it: put together, never started.</summary>
internal static class RecipeChecker
{
    public static WebApplication Build(string dataPath)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Megalis:DataPath"] = dataPath;
        return builder.AddMegalis(typeof(RecipeChecker).Assembly).Build();
    }
}
