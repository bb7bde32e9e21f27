using Megalis.Kernel.Modules;

namespace Megalis.Kernel.Recipes;

/// <summary>The verb <c>recipe check</c>: says of files, without a database, what would run and what is wrong.</summary>
public sealed class RecipeCheck(RecipeValidator validator, FeatureCatalogue catalogue, TimeProvider clock)
{
    /// <param name="file">Path of the file; the report names it as it is given.</param>
    public async Task<RecipeCheckReport> CheckAsync(string file)
    {
        var errors = new RecipeErrors(file);
        var root = RecipeReader.ReadFile(file, errors);
        var recipe = root is null ? null : Recipe.From(root, errors);
        if (recipe is not null)
        {
            var inputs = new RecipeInputs(clock, RecipeFolder.Of(file)) { IsRehearsal = true };
            await validator.ValidateAsync(recipe, RecipePlan.Offline(recipe, catalogue), inputs, errors);
        }

        return new RecipeCheckReport(
            file,
            root is not null,
            [.. recipe?.Steps.Select(step => new RecipeCheckStep(step.Name, validator.StatusOf(step.Name))) ?? []],
            [.. errors.Select(error => new RecipeCheckError(error.Path, error.Line, Say(error, file)))]);
    }

    /// <summary>A finding in another recipe, which this one calls, names its file.</summary>
    private static string Say(RecipeError error, string file) => error.File == file ? error.Message : $"{error.File} : {error.Message}";
}
