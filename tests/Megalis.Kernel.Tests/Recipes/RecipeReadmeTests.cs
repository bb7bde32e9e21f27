using System.Text.RegularExpressions;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Recipes;

/// <summary>recipes/README.md shows every step of the whole product, and its examples are good.</summary>
public sealed partial class RecipeReadmeTests : IDisposable
{
    private static readonly string Recipes = Path.Combine(Folders.Repository, "recipes");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_example_is_a_recipe_that_would_run_and_every_step_of_the_product_has_one()
    {
        await using var app = Build();
        await using var scope = app.Services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetRequiredService<RecipeCheck>();
        LayOutFiles();
        var shown = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var example in Examples())
        {
            var report = await check.CheckAsync(folder.Write("exemple.recipe.json", example));
            Assert.True(report.Errors.Count == 0, $"An example of recipes/README.md is wrong: {string.Join(' ', report.Errors)}\n{example}");
            shown.UnionWith(report.Steps.Select(step => step.Name));
        }

        var steps = app.Services.GetRequiredService<Contributions>().All<IRecipeStep>(scope.ServiceProvider).Select(step => step.Instance.Name);
        Assert.All(steps.Append(RecipeValidator.InnerRecipes), step => Assert.True(shown.Contains(step), $"recipes/README.md has no example of the step {step}: write one."));
    }

    [Fact]
    public async Task The_recipes_of_the_product_would_run()
    {
        await using var app = Build();
        await using var scope = app.Services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetRequiredService<RecipeCheck>();

        foreach (var file in Directory.GetFiles(Recipes, "*.recipe.json"))
            Assert.Empty((await check.CheckAsync(file)).Errors);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Megalis:DataPath"] = folder["data"];
        return builder.AddMegalis(typeof(Program).Assembly).Build();
    }

    private void LayOutFiles()
    {
        folder.Write("textes/bienvenue.md", "# Bienvenue");
        folder.Write("medias/logo.png", "");
        folder.Write("demo/offre.pdf", "");
        foreach (var file in Directory.GetFiles(Recipes, "*.json", SearchOption.AllDirectories))
            folder.Write(Path.GetRelativePath(Recipes, file), File.ReadAllText(file));
    }

    private static IEnumerable<string> Examples() => JsonBlocks()
        .Matches(File.ReadAllText(Path.Combine(Recipes, "README.md")))
        .Select(block => block.Groups[1].Value)
        .Select(block => block.Contains("\"steps\"", StringComparison.Ordinal) ? block : $$"""{ "steps": [ {{block}} ] }""");

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlocks();
}
