using Megalis.Kernel.Recipes;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.Storage;

namespace Megalis.Workflows.Features.PublishByRecipe;

/// <summary>What the recipe steps that publish workflows share: the check of a definition with its place in the file, and its publication.</summary>
internal sealed class PublishedDefinitions(ActivityCatalogue catalogue, DefinitionStore store)
{
    /// <summary>Checked against the activities of the features that are on once the steps before have run.</summary>
    public void Validate(RecipeNode node, DefinitionReading definition, RecipePlan plan, RecipeErrors errors)
    {
        foreach (var finding in DefinitionCheck.Check(definition, catalogue.Of(plan.Features)).Findings)
            errors.Add(node, Sentence(finding));
    }

    public async Task PublishAsync(RecipeStepContext context, RecipeNode node, string definition)
    {
        var (version, findings) = await store.PublishAsync(definition, "");
        if (version is null)
            context.Refuse(node, Sentence(findings[0]));
    }

    public static string Sentence(Finding finding) => $"{(finding.Activity.Length > 0 ? $"[{finding.Activity}] " : "")}{finding.Message} ({finding.Code})";
}
