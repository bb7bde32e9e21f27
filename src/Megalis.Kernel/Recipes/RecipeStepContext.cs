using System.Diagnostics.CodeAnalysis;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// What a step works on: its evaluated object, the recipe around it, and the plan that all steps share. One object for the
/// validation, the preparation and the execution of a step.
/// </summary>
public sealed class RecipeStepContext(Recipe recipe, RecipeStep step, RecipePlan plan, RecipeInputs inputs)
{
    private readonly List<Func<Task>> _undo = [];
    private readonly List<Func<Task>> _finish = [];
    private readonly Dictionary<Type, object> _notes = [];

    public Recipe Recipe { get; } = recipe;

    /// <summary>The step's object, expressions replaced by their values.</summary>
    public RecipeNode Step { get; } = step.Node;

    public string Name { get; } = step.Name;

    public RecipePlan Plan { get; } = plan;

    public RecipeInputs Inputs { get; } = inputs;

    /// <summary>The recipe's folder, from which the step may read files.</summary>
    public RecipeFolder Folder => Inputs.Folder;

    /// <summary>What a step keeps from its validation or preparation for its execution; one object of each type.</summary>
    public T Note<T>() where T : class, new()
    {
        if (_notes.TryGetValue(typeof(T), out var note)) return (T)note;
        var made = new T();
        _notes[typeof(T)] = made;
        return made;
    }

    /// <summary>Registers what undoes an effect outside the database; run, last first, when the recipe fails.</summary>
    public void OnFailure(Func<Task> action) => _undo.Add(action);

    /// <summary>Registers what may be done once the recipe has committed (deleting a file that was replaced).</summary>
    public void OnSuccess(Func<Task> action) => _finish.Add(action);

    /// <summary>Ends the recipe while it runs, with a finding about a value of the file; everything is undone.</summary>
    [DoesNotReturn]
    public void Refuse(RecipeNode node, string message) =>
        throw new RecipeFailure(new RecipeError(Recipe.File, node.Path, node.Line, message));

    internal async Task UndoAsync()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
            await _undo[i]();
    }

    internal async Task FinishAsync()
    {
        foreach (var action in _finish)
            await action();
    }
}

/// <summary>A running step met what its validation could not know.</summary>
internal sealed class RecipeFailure(RecipeError error) : Exception(error.ToString())
{
    public RecipeError Error { get; } = error;
}
