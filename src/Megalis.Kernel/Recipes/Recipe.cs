using System.Text.Json;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// A recipe file in Orchard Core's format: a head and steps that run in order. Head keys are read without regard to
/// case; <see cref="Variables"/> may stand after the steps. Texts are as written: see <see cref="RecipeExpressions"/>.
/// </summary>
public sealed class Recipe
{
    private Recipe(string file, RecipeNode root, IReadOnlyList<RecipeStep> steps)
    {
        File = file;
        Root = root;
        Steps = steps;
    }

    /// <summary>The file's name as the person gave it, for messages.</summary>
    public string File { get; }

    public RecipeNode Root { get; }

    public IReadOnlyList<RecipeStep> Steps { get; }

    public string Name => Root.TextOf("name") ?? "";

    public string DisplayName => Root.TextOf("displayName") ?? Name;

    public string Description => Root.TextOf("description") ?? "";

    public string Author => Root.TextOf("author") ?? "";

    public string Website => Root.TextOf("website") ?? "";

    public string Version => Root.TextOf("version") ?? "";

    /// <summary>True when the recipe may set up a new tenant: nothing is enabled before its first step.</summary>
    public bool IsSetupRecipe => Root.FlagOf("issetuprecipe") ?? false;

    public IReadOnlyList<string> Categories => Texts("categories");

    public IReadOnlyList<string> Tags => Texts("tags");

    /// <summary>Named values that steps share, or null.</summary>
    public RecipeNode? Variables => Root["variables"];

    /// <summary>The recipe in a tree, or null with findings when it has no list of steps.</summary>
    public static Recipe? From(RecipeNode root, RecipeErrors errors)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(errors);
        if (root.Kind != JsonValueKind.Object || root["steps"] is null)
        {
            errors.Add(root, "ce fichier n’est pas une recette : la liste « steps » manque.");
            return null;
        }

        RefuseTwins(root, errors);
        if (root["variables"] is { } variables && variables.Kind is not (JsonValueKind.Object or JsonValueKind.Null))
            errors.Add(variables, "« variables » doit être un objet.");
        return new Recipe(errors.File, root, ReadSteps(root["steps"]!, errors));
    }

    /// <summary>Reads a file on disk; null with findings when it is no recipe.</summary>
    public static Recipe? ReadFile(string path, RecipeErrors errors) =>
        RecipeReader.ReadFile(path, errors) is { } root ? From(root, errors) : null;

    /// <summary>The same recipe over an evaluated copy of its tree.</summary>
    internal Recipe With(RecipeNode root) =>
        new(File, root, [.. root.Items("steps").Where(node => node.TextOf("name") is { Length: > 0 }).Select(node => new RecipeStep(node.TextOf("name")!, node))]);

    private static List<RecipeStep> ReadSteps(RecipeNode list, RecipeErrors errors)
    {
        var steps = new List<RecipeStep>();
        if (list.Kind != JsonValueKind.Array)
            errors.Add(list, "« steps » doit être une liste d’étapes.");
        foreach (var node in list.Kind == JsonValueKind.Array ? list.Children : [])
        {
            RefuseTwins(node, errors);
            if (node.TextOf("name") is { Length: > 0 } name)
                steps.Add(new RecipeStep(name, node));
            else
                errors.Add(node, "cette étape n’a pas de nom : ajoutez la clé « name ».");
        }

        return steps;
    }

    /// <summary>Keys of the head and of steps ignore case, so two that differ only by case are one written twice.</summary>
    private static void RefuseTwins(RecipeNode node, RecipeErrors errors)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in node.Kind == JsonValueKind.Object ? node.Children : [])
            if (!seen.TryAdd(child.Key!, child.Key!))
                errors.Add(child, $"« {child.Key} » et « {seen[child.Key!]} » désignent la même clé, écrite deux fois.");
    }

    private List<string> Texts(string name) =>
        [.. Root.Items(name).Where(item => item.Kind == JsonValueKind.String).Select(item => item.Text!)];
}

/// <summary>One step: its name as written and its object.</summary>
public sealed record RecipeStep(string Name, RecipeNode Node);
