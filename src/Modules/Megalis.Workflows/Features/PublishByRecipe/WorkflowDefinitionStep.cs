using System.Text.Json;
using Megalis.Kernel.Recipes;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Features.PublishByRecipe;

/// <summary>
/// Ours: <c>WorkflowDefinition</c>, whose <c>data</c> are definitions in Elsa's JSON: objects, or texts (of files, which
/// Elsa's designer and <c>workflow check</c> read as they are). Each is checked, then published.
/// </summary>
internal sealed class WorkflowDefinitionStep(PublishedDefinitions definitions) : IRecipeStep
{
    public string Name => "WorkflowDefinition";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["data"]?.Kind != JsonValueKind.Array)
            errors.Add(context.Step, "« data » doit être la liste des définitions.");
        foreach (var node in context.Step.Items("data"))
            definitions.Validate(node, Read(node), context.Plan, errors);
        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("data"))
            await definitions.PublishAsync(context, node, node.Kind == JsonValueKind.String ? node.Text! : node.ToJsonObject().ToJsonString());
    }

    private static DefinitionReading Read(RecipeNode node) =>
        node.Kind == JsonValueKind.String ? DefinitionReader.Read(node.Text!) : DefinitionReader.Read(node.ToJsonObject());
}
