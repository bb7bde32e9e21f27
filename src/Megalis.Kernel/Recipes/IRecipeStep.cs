using Megalis.Kernel.Modules;

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
    /// Does what has no place inside a transaction (files), after the whole file was found good and before the first step;
    /// <see cref="RecipeStepContext.OnFailure"/> says how it is undone should a step fail.
    /// </summary>
    Task PrepareAsync(RecipeStepContext context) => Task.CompletedTask;

    /// <summary>
    /// Does the step inside the one transaction of the recipe, in a scope of its own that already has the features of the
    /// steps before it. <see cref="RecipeStepContext.Refuse"/> ends the recipe with a finding and undoes everything.
    /// </summary>
    Task ExecuteAsync(RecipeStepContext context);
}

/// <summary>The verb of a module's startup for recipes.</summary>
public static class RecipeFeatureServices
{
    /// <summary>A kind of step; it runs only where the feature is on.</summary>
    public static FeatureServices AddRecipeStep<T>(this FeatureServices services) where T : class, IRecipeStep
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.Contribute<IRecipeStep, T>();
    }
}
