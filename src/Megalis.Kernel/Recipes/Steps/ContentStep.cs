using System.Text.Json;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Data;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>
/// Orchard's <c>Content</c>: <c>data</c> is a list of content items, exactly as they are stored. An item of a known id
/// becomes its newest version; the same item again changes nothing.
/// </summary>
internal sealed class ContentStep(ContentImport import, MegalisDb db) : IRecipeStep
{
    private const int MaxIdLength = 64;

    public string Name => "Content";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["data"] is not { Kind: JsonValueKind.Array } data)
        {
            errors.Add(context.Step, "« data » doit être une liste de contenus.");
            return Task.CompletedTask;
        }

        foreach (var item in data.Children)
            Validate(item, context.Plan, errors);
        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("data"))
        {
            var refusals = await import.ImportAsync(new ContentItem(node.ToJsonObject()));
            if (refusals.Count > 0)
                context.Refuse(node, string.Join(' ', refusals.Select(refusal => refusal.ToString())));
            // Each save looks at every row the context knows: thousands of items would cost their square.
            db.ChangeTracker.Clear();
        }
    }

    private static void Validate(RecipeNode item, RecipePlan plan, RecipeErrors errors)
    {
        // Content is Orchard's own JSON: its keys keep their case.
        if (item.TextOf(nameof(ContentItem.ContentType)) is not { Length: > 0 } type)
            errors.Add(item[nameof(ContentItem.ContentType)] ?? item, "un contenu doit dire son type (« ContentType »).");
        else if (!plan.IsOffline && plan.Definitions.Type(type) is null)
            errors.Add(item[nameof(ContentItem.ContentType)]!, $"le type de contenu « {type} » n’est pas défini : ajoutez une étape « ContentDefinition » avant.");
        foreach (var key in (string[])[nameof(ContentItem.ContentItemId), nameof(ContentItem.ContentItemVersionId)])
        {
            if (item[key] is { Kind: not JsonValueKind.Null } id && id is not { Kind: JsonValueKind.String, Text.Length: <= MaxIdLength })
                errors.Add(id, $"« {key} » doit être un texte d’au plus {MaxIdLength} caractères.");
        }

        foreach (var key in (string[])[nameof(ContentItem.Latest), nameof(ContentItem.Published)])
        {
            if (item[key] is { Kind: not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null) } flag)
                errors.Add(flag, $"« {key} » doit être true ou false.");
        }
    }
}
