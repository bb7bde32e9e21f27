namespace Megalis.Kernel.Recipes;

/// <summary>
/// A kind of step that this build runs; registered by a module with <c>AddRecipeStep&lt;T&gt;</c>. Two steps of one name
/// are refused at boot.
/// </summary>
public interface IRecipeStep
{
    /// <summary>Orchard's name of the step, or ours; compared without regard to case.</summary>
    string Name { get; }

    /// <summary>
    /// Adds to <paramref name="errors"/> whatever would stop the step, and writes into <see cref="RecipeStepContext.Plan"/>
    /// what the step will change, for the validation of later steps. Writes nothing else; reads no database when
    /// <see cref="RecipePlan.IsOffline"/>. Every step of the file is validated before the first one runs.
    /// </summary>
    Task ValidateAsync(RecipeStepContext context, RecipeErrors errors);

    /// <summary>
    /// Does the step inside the one transaction of the recipe. What is no row (files) is done so that a failure of a later
    /// step can be undone: see <see cref="RecipeStepContext.OnFailure"/>.
    /// </summary>
    Task ExecuteAsync(RecipeStepContext context);
}
