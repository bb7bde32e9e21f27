using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Recipes;
using Megalis.Search.Feed;

namespace Megalis.Search.Features.LoadIndexes;

/// <summary>
/// Orchard's <c>lucene-index</c>: <c>"Indices": [ { "Search": { "IndexedContentTypes": [...], "IndexLatest": false, ... } } ]</c>.
/// Whatever a site publishes is indexed here by itself, of all types and in French, so there is nothing to create; what would ask
/// for something else is a finding.
/// </summary>
internal sealed class LuceneIndexStep : IRecipeStep
{
    public string Name => "lucene-index";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var index in context.Step.Items("Indices").SelectMany(item => item.Children))
            OrchardIndex.Check(index, errors);
        return Task.CompletedTask;
    }

    public Task ExecuteAsync(RecipeStepContext context) => Task.CompletedTask;
}

/// <summary>Orchard's <c>CreateOrUpdateIndexProfile</c>, its later form: <c>"indexes": [ { "Name", "ProviderName", "Type", ... } ]</c>.</summary>
internal sealed class IndexProfileStep : IRecipeStep
{
    public string Name => "CreateOrUpdateIndexProfile";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var profile in context.Step.Items("indexes"))
        {
            if (profile.TextOf("ProviderName") is { } provider && !provider.Equals("Lucene", StringComparison.OrdinalIgnoreCase))
                errors.Add(profile["ProviderName"]!, $"le fournisseur d’index « {provider} » n’est pas pris en charge : la plateforme a son propre moteur, à la manière de Lucene.");
            if (profile.TextOf("Type") is { } type && !type.Equals("Content", StringComparison.OrdinalIgnoreCase))
                errors.Add(profile["Type"]!, $"un index de « {type} » n’est pas pris en charge : seuls les contenus publiés le sont.");
            foreach (var settings in profile.Children.Where(child => child.Kind == JsonValueKind.Object).Prepend(profile))
                OrchardIndex.Check(settings, errors);
        }

        return Task.CompletedTask;
    }

    public Task ExecuteAsync(RecipeStepContext context) => Task.CompletedTask;
}

/// <summary>Steps that build indexes again: on every node, once the recipe has committed.</summary>
internal abstract class RebuildStep(ChangeLog changes, MegalisDb db) : IRecipeStep
{
    public abstract string Name { get; }

    /// <summary>The member with the names.</summary>
    protected abstract string List { get; }

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var name in context.Step.Items(List).Where(name => name.Kind != JsonValueKind.String))
            errors.Add(name, "le nom d’un index est attendu.");
        return Task.CompletedTask;
    }

    /// <summary>Whatever Orchard's index is called, its contents are in ours.</summary>
    public async Task ExecuteAsync(RecipeStepContext context)
    {
        changes.Add(SearchChanges.Rebuild, OrchardIndex.Contents);
        await db.SaveChangesAsync();
    }
}

internal sealed class LuceneRebuildStep(ChangeLog changes, MegalisDb db) : RebuildStep(changes, db)
{
    public override string Name => "lucene-index-rebuild";

    protected override string List => "Indices";
}

internal sealed class LuceneResetStep(ChangeLog changes, MegalisDb db) : RebuildStep(changes, db)
{
    public override string Name => "lucene-index-reset";

    protected override string List => "Indices";
}

internal sealed class RebuildIndexStep(ChangeLog changes, MegalisDb db) : RebuildStep(changes, db)
{
    public override string Name => "RebuildIndex";

    protected override string List => "indexNames";
}

internal sealed class ResetIndexStep(ChangeLog changes, MegalisDb db) : RebuildStep(changes, db)
{
    public override string Name => "ResetIndex";

    protected override string List => "indexNames";
}

/// <summary>What Orchard's indexes of content come to here.</summary>
internal static class OrchardIndex
{
    /// <summary>The index that holds what all sites publish; its source is the module of contents.</summary>
    public const string Contents = "contenus";

    public static void Check(RecipeNode settings, RecipeErrors errors)
    {
        if (settings.FlagOf("IndexLatest") == true)
            errors.Add(settings["IndexLatest"]!, "IndexLatest n’est pas pris en charge : un brouillon n’est jamais dans un index.");
    }
}
