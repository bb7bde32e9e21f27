namespace Megalis.Kernel.Recipes;

/// <summary>What a step works on: its evaluated object, the recipe around it, and the plan that all steps share.</summary>
public sealed class RecipeStepContext(Recipe recipe, RecipeStep step, RecipePlan plan, RecipeInputs inputs)
{
    private readonly List<Func<Task>> undo = [];

    public Recipe Recipe { get; } = recipe;

    /// <summary>The step's object, expressions replaced by their values.</summary>
    public RecipeNode Step { get; } = step.Node;

    public string Name { get; } = step.Name;

    public RecipePlan Plan { get; } = plan;

    public RecipeInputs Inputs { get; } = inputs;

    /// <summary>The recipe's folder, from which the step may read files.</summary>
    public RecipeFolder Folder => Inputs.Folder;

    /// <summary>Registers what undoes an effect outside the database; run, last first, when the recipe fails.</summary>
    public void OnFailure(Func<Task> action) => undo.Add(action);

    internal async Task UndoAsync()
    {
        for (var i = undo.Count - 1; i >= 0; i--)
            await undo[i]();
    }
}
