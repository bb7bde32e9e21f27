using Megalis.Kernel.Modules;

namespace Megalis.Kernel.Recipes;

/// <summary>A step that was validated and waits for its turn.</summary>
internal sealed record PlannedStep(IRecipeStep Step, RecipeStepContext Context);

/// <summary>Validates a whole recipe before its first step: what it names must exist once the steps before it have run.</summary>
/// <exception cref="ModuleException">Two modules bring a step of one name; said at boot.</exception>
public sealed class RecipeValidator(Contributions contributions, IServiceProvider services)
{
    /// <summary>Orchard's step that runs other recipes; they are read in its place, as if their steps stood there.</summary>
    public const string InnerRecipes = "recipes";

    private const int MaxNesting = 8;

    private readonly Dictionary<string, (string FeatureId, IRecipeStep Step)> _known = ByName(contributions.All<IRecipeStep>(services));

    /// <summary>What this build makes of a step of that name: see <see cref="RecipeCheckStep"/>.</summary>
    public string StatusOf(string name) =>
        _known.ContainsKey(name) || IsInner(name) ? RecipeCheckStep.Runs
        : OrchardSteps.Names.Contains(name) ? RecipeCheckStep.Unsupported
        : RecipeCheckStep.Unknown;

    /// <summary>
    /// The steps of the recipe in order, their expressions evaluated. Only when <paramref name="errors"/> is empty afterwards
    /// may they run.
    /// </summary>
    internal Task<IReadOnlyList<PlannedStep>> ValidateAsync(Recipe recipe, RecipePlan plan, RecipeInputs inputs, RecipeErrors errors) =>
        ValidateAsync(recipe, plan, inputs, errors, [recipe.File]);

    private static Dictionary<string, (string, IRecipeStep)> ByName(IEnumerable<(string FeatureId, IRecipeStep Step)> steps)
    {
        var known = new Dictionary<string, (string FeatureId, IRecipeStep Step)>(StringComparer.OrdinalIgnoreCase);
        foreach (var step in steps)
            if (!known.TryAdd(step.Step.Name, step))
                throw new ModuleException($"The recipe step '{step.Step.Name}' is brought by {known[step.Step.Name].FeatureId} and by {step.FeatureId}.");
        return known;
    }

    private async Task<IReadOnlyList<PlannedStep>> ValidateAsync(
        Recipe recipe, RecipePlan plan, RecipeInputs inputs, RecipeErrors errors, IReadOnlyList<string> files)
    {
        var ready = new List<PlannedStep>();
        var evaluated = RecipeExpressions.Evaluate(recipe, inputs, errors);
        foreach (var step in evaluated.Steps)
        {
            if (IsInner(step.Name))
            {
                ready.AddRange(await ValidateInnerAsync(step, plan, inputs, errors, files));
            }
            else if (Find(step, plan, errors) is { } known)
            {
                var context = new RecipeStepContext(evaluated, step, plan, inputs);
                await known.ValidateAsync(context, errors);
                ready.Add(new PlannedStep(known, context));
            }
        }

        return ready;
    }

    private IRecipeStep? Find(RecipeStep step, RecipePlan plan, RecipeErrors errors)
    {
        var name = step.Node["name"]!;
        if (_known.TryGetValue(step.Name, out var known))
        {
            if (plan.Features.Contains(known.FeatureId)) return known.Step;
            errors.Add(name, $"l’étape « {step.Name} » demande la fonctionnalité « {known.FeatureId} » : activez-la avant, dans une étape « Feature ».");
        }
        else if (OrchardSteps.Names.Contains(step.Name))
        {
            errors.Add(name, $"l’étape « {step.Name} » existe dans Orchard Core mais n’est pas prise en charge ici.");
        }
        else
        {
            errors.Add(name, $"étape inconnue : « {step.Name} ».");
        }

        return null;
    }

    private async Task<IReadOnlyList<PlannedStep>> ValidateInnerAsync(
        RecipeStep step, RecipePlan plan, RecipeInputs inputs, RecipeErrors errors, IReadOnlyList<string> files)
    {
        var ready = new List<PlannedStep>();
        foreach (var value in step.Node.Items("Values"))
        {
            if (value.TextOf("name") is not { Length: > 0 } name)
                errors.Add(value, "« name » doit dire quelle recette exécuter.");
            else if (inputs.Folder.FindRecipe(name) is not { } file)
                errors.Add(value["name"]!, $"aucune recette « {name} » à côté de celle-ci.");
            else if (files.Contains(file) || files.Count >= MaxNesting)
                errors.Add(value["name"]!, $"la recette « {name} » s’appelle elle-même, ou les appels dépassent {MaxNesting} niveaux.");
            else
                ready.AddRange(await ReadInnerAsync(file, plan, inputs, errors, files));
        }

        return ready;
    }

    private async Task<IReadOnlyList<PlannedStep>> ReadInnerAsync(
        string file, RecipePlan plan, RecipeInputs inputs, RecipeErrors errors, IReadOnlyList<string> files)
    {
        var inner = new RecipeErrors(file);
        IReadOnlyList<PlannedStep> ready = [];
        if (Recipe.ReadFile(file, inner) is { } recipe)
            ready = await ValidateAsync(recipe, plan, inputs with { Folder = RecipeFolder.Of(file) }, inner, [.. files, file]);
        foreach (var error in inner)
            errors.Add(error);
        return ready;
    }

    private static bool IsInner(string name) => string.Equals(name, InnerRecipes, StringComparison.OrdinalIgnoreCase);
}
