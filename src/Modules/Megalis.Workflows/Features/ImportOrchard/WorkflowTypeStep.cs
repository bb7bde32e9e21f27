using Megalis.Kernel.Recipes;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.PublishByRecipe;

namespace Megalis.Workflows.Features.ImportOrchard;

/// <summary>
/// Orchard's <c>WorkflowType</c>: each type is converted (<see cref="OrchardWorkflow"/>) and published; one that is not
/// enabled is only checked. What has no equal is an error that names it.
/// </summary>
internal sealed class WorkflowTypeStep(PublishedDefinitions definitions) : IRecipeStep
{
    public string Name => "WorkflowType";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var node in context.Step.Items("data"))
        {
            var converted = OrchardWorkflow.Convert(node.ToJsonObject());
            foreach (var finding in converted.Findings)
                errors.Add(node, PublishedDefinitions.Sentence(finding));
            // An activity without an equal leaves a hole: what follows from it would only repeat it.
            if (converted.Findings.Count == 0)
                definitions.Validate(node, DefinitionReader.Read(converted.Definition), context.Plan, errors);
        }

        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("data").Where(node => node.FlagOf("IsEnabled") != false))
            await definitions.PublishAsync(context, node, OrchardWorkflow.Convert(node.ToJsonObject()).Definition.ToJsonString());
    }
}
