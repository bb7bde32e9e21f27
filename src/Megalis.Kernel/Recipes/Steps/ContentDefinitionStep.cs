using Megalis.Kernel.Content.Definitions;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>Orchard's <c>ContentDefinition</c>: completes types, parts and fields. See <see cref="ContentDefinitions.Merge"/>.</summary>
internal sealed class ContentDefinitionStep(ContentDefinitionStore store) : IRecipeStep
{
    public string Name => "ContentDefinition";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        var before = errors.Count;
        ContentDefinitionRules.Check(context.Step, errors);
        if (errors.Count == before)
            context.Plan.Definitions.Merge(ContentDefinitionRules.Read(context.Step));
        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        var definitions = await store.LoadAsync();
        definitions.Merge(ContentDefinitionRules.Read(context.Step));
        await store.SaveAsync(definitions);
    }
}

/// <summary>Orchard's <c>ReplaceContentDefinition</c>: as <c>ContentDefinition</c>, but what was there is forgotten first.</summary>
internal sealed class ReplaceContentDefinitionStep(ContentDefinitionStore store) : IRecipeStep
{
    public string Name => "ReplaceContentDefinition";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        var before = errors.Count;
        ContentDefinitionRules.Check(context.Step, errors);
        if (errors.Count == before)
            context.Plan.Definitions.Replace(ContentDefinitionRules.Read(context.Step));
        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        var definitions = await store.LoadAsync();
        definitions.Replace(ContentDefinitionRules.Read(context.Step));
        await store.SaveAsync(definitions);
    }
}

/// <summary>Orchard's <c>DeleteContentDefinition</c>: <c>ContentTypes</c> and <c>ContentParts</c> are lists of names. Content of the types stays.</summary>
internal sealed class DeleteContentDefinitionStep(ContentDefinitionStore store) : IRecipeStep
{
    public string Name => "DeleteContentDefinition";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var name in context.Step.Items("ContentTypes").Concat(context.Step.Items("ContentParts")).Where(name => name.Text is null))
            errors.Add(name, "donnez le nom d’un type ou d’une partie.");
        Delete(context, context.Plan.Definitions);
        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        var definitions = await store.LoadAsync();
        Delete(context, definitions);
        await store.SaveAsync(definitions);
    }

    private static void Delete(RecipeStepContext context, ContentDefinitions definitions)
    {
        foreach (var type in context.Step.Items("ContentTypes"))
            definitions.RemoveType(type.Text ?? "");
        foreach (var part in context.Step.Items("ContentParts"))
            definitions.RemovePart(part.Text ?? "");
    }
}
