using Megalis.Kernel.Recipes;

namespace Megalis.Workflows.Features.PublishByRecipe;

/// <summary>Ours: <c>WorkflowDefinition</c>, whose <c>data</c> are definitions in Elsa's JSON. Each is checked, then published.</summary>
internal sealed class WorkflowDefinitionStep(PublishedDefinitions definitions) : IRecipeStep
{
    public string Name => "WorkflowDefinition";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["data"]?.Kind != System.Text.Json.JsonValueKind.Array)
            errors.Add(context.Step, "« data » doit être la liste des définitions.");
        foreach (var node in context.Step.Items("data"))
            definitions.Validate(node, node.ToJsonObject(), context.Plan, errors);
        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("data"))
            await definitions.PublishAsync(context, node, node.ToJsonObject());
    }
}
