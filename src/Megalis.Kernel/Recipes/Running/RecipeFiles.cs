using Microsoft.Extensions.Hosting;

namespace Megalis.Kernel.Recipes.Running;

/// <summary>Finds the recipe that a person names: a path, or a file of the folder <c>recipes</c> beside the program.</summary>
public sealed class RecipeFiles(IHostEnvironment environment)
{
    private const string Folder = "recipes";

    /// <summary>The file's path, or null. <c>demo</c> and <c>demo.recipe.json</c> name the same file.</summary>
    public string? Find(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        return new[] { name, name + ".recipe.json" }
            .SelectMany(file => new[]
            {
                file,
                Path.Combine(environment.ContentRootPath, Folder, file),
                Path.Combine(AppContext.BaseDirectory, Folder, file),
            })
            .FirstOrDefault(File.Exists);
    }
}
