using System.Collections;

namespace Megalis.Kernel.Recipes;

/// <summary>What is wrong in a recipe, where: the file, the JSON path, the line (from 1) and a French sentence.</summary>
public sealed record RecipeError(string File, string Path, int Line, string Message)
{
    public override string ToString() => $"{File}, ligne {Line}, {Path} : {Message}";
}

/// <summary>The findings of one reading of a recipe, in the order in which they were met. Empty means that it may run.</summary>
public sealed class RecipeErrors(string file) : IReadOnlyList<RecipeError>
{
    // A file that is wrong everywhere is told so a hundred times, not a million times.
    private const int Most = 100;

    private readonly List<RecipeError> errors = [];

    /// <summary>The name of the recipe's file, as the person gave it.</summary>
    public string File { get; } = file;

    public int Count => errors.Count;

    public RecipeError this[int index] => errors[index];

    /// <summary>Adds a French sentence about a value of the file.</summary>
    public void Add(RecipeNode node, string message) => Add(node.Path, node.Line, message);

    public void Add(string path, int line, string message) => Add(new RecipeError(File, path, line, message));

    /// <summary>Adds the findings of another file, which the recipe calls (step <c>recipes</c>).</summary>
    public void Add(RecipeError error)
    {
        if (errors.Count < Most)
            errors.Add(error);
    }

    public IEnumerator<RecipeError> GetEnumerator() => errors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
