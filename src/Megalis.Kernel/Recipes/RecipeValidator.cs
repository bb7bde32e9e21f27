namespace Megalis.Kernel.Recipes;

/// <summary>Validates a whole recipe before its first step: what it names must exist once the steps before it have run.</summary>
public sealed class RecipeValidator(IEnumerable<IRecipeStep> steps)
{
    private readonly Dictionary<string, IRecipeStep> known = steps.ToDictionary(step => step.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What this build makes of a step of that name: see <see cref="RecipeCheckStep"/>.</summary>
    public string StatusOf(string name) =>
        known.ContainsKey(name) ? RecipeCheckStep.Runs
        : OrchardSteps.Names.Contains(name) ? RecipeCheckStep.Unsupported
        : RecipeCheckStep.Unknown;

    /// <summary>
    /// The steps of the recipe, ready to run in order, their expressions evaluated. Only when <paramref name="errors"/> is
    /// empty afterwards may they run.
    /// </summary>
    public async Task<IReadOnlyList<(IRecipeStep Step, RecipeStepContext Context)>> ValidateAsync(
        Recipe recipe, RecipePlan plan, RecipeInputs inputs, RecipeErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var ready = new List<(IRecipeStep, RecipeStepContext)>();
        var evaluated = RecipeExpressions.Evaluate(recipe, inputs, errors);
        foreach (var step in evaluated.Steps)
        {
            if (!known.TryGetValue(step.Name, out var handler))
            {
                errors.Add(step.Node["name"]!, Refuse(step.Name));
                continue;
            }

            var context = new RecipeStepContext(evaluated, step, plan, inputs);
            await handler.ValidateAsync(context, errors);
            ready.Add((handler, context));
        }

        return ready;
    }

    private string Refuse(string name) => StatusOf(name) == RecipeCheckStep.Unsupported
        ? $"l’étape « {name} » existe dans Orchard Core mais n’est pas prise en charge ici."
        : $"étape inconnue : « {name} ».";
}
