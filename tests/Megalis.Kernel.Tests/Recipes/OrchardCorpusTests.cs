using Megalis.Kernel.Recipes;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Megalis.Kernel.Tests.Recipes;

/// <summary>
/// The recipes of Orchard Core 3.0 (2025-02), which lie beside the repository where its data is kept and are no part of
/// it. Where the folder is absent the tests say so and check nothing.
/// </summary>
public class OrchardCorpusTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Folders.Repository, "..", "shared", "data", "orchard-recipes"));

    [Fact]
    public async Task Every_recipe_of_Orchard_parses_and_every_step_is_classified()
    {
        var reports = await CheckAllAsync();
        if (reports.Count == 0) return;

        Assert.All(reports, report => Assert.True(report.Parsed, $"{report.File}: {string.Join(' ', report.Errors)}"));
        var steps = reports.SelectMany(report => report.Steps).ToList();
        foreach (var group in steps.GroupBy(step => (Name: step.Name.ToLowerInvariant(), step.Status)).OrderBy(group => group.Key.Status).ThenByDescending(group => group.Count()))
            output.WriteLine($"{group.Key.Status,-12} {group.Key.Name,-28} {group.Count(),4}");
        Assert.Equal(37, reports.Count);
        Assert.Equal(97, steps.Count);
        Assert.DoesNotContain(steps, step => step.Status == RecipeCheckStep.Unknown);
        Assert.Equal(74, steps.Count(step => step.Status == RecipeCheckStep.Runs));
    }

    [Fact]
    public async Task Only_what_is_no_expression_of_the_closed_set_is_refused()
    {
        var reports = await CheckAllAsync();
        if (reports.Count == 0) return;

        string[] about = ["fonction de script", "expression", "variable", "argument", "paramètre"];
        var scripts = reports
            .SelectMany(report => report.Errors.Where(error => about.Any(word => error.Message.Contains(word, StringComparison.Ordinal))).Select(error => (File: Path.GetFileName(report.File), error.Path, error.Line)))
            .ToList();
        foreach (var script in scripts)
            output.WriteLine(script.ToString());
        Assert.Equal(
            [
                // A real program, and two addresses of workflows.
                ("comingsoon.recipe.json", "$.variables.readyDate", 17),
                ("comingsoon.recipe.json", "$.steps[5].data[0].FormPart.Action", 490),
                ("comingsoon.recipe.json", "$.steps[7].data[0].Activities[8].Properties.Location.Expression", 642),
                ("recipe3.json", "$.steps[1].data[0].TitlePart.Title", 61),
            ],
            scripts);
    }

    [Fact]
    public async Task The_recipes_that_only_define_types_and_content_would_run_here()
    {
        var reports = await CheckAllAsync();
        if (reports.Count == 0) return;

        Assert.Equal(
            [
                "content-menu-updatefrom1.recipe.json", "dashboard-widgets-samples.recipe.json", "dashboard-widgets.recipe.json",
                "html-menu-updatefrom2.recipe.json", "menu.add-permissions.recipe.json", "menu.recipe.json", "migration.recipe.json",
                "recipe1.json", "recipe2.json", "recipe4.json", "recipe5.json",
            ],
            reports.Where(report => report.Errors.Count == 0).Select(report => Path.GetFileName(report.File)).Order(StringComparer.Ordinal));
    }

    private async Task<List<RecipeCheckReport>> CheckAllAsync()
    {
        if (!Directory.Exists(Folder))
        {
            output.WriteLine($"{Folder} is absent: Orchard's own recipes were not checked.");
            return [];
        }

        using var data = new TempFolder();
        await using var app = RecipeChecker.Build(data.Path);
        await using var scope = app.Services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetRequiredService<RecipeCheck>();
        var reports = new List<RecipeCheckReport>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            reports.Add(await check.CheckAsync(file));
        return reports;
    }
}
