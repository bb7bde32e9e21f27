using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>Orchard's <c>Feature</c>: <c>enable</c> and <c>disable</c>, lists of feature ids. Dependencies follow by themselves.</summary>
internal sealed class FeatureStep(FeatureCatalogue catalogue, TenantRegister register, TenantContext tenant, MegalisDb db) : IRecipeStep
{
    public string Name => "Feature";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var node in Ids(context, "disable", errors))
        {
            var feature = catalogue.Find(node.Text!)!;
            if (feature.IsAlwaysEnabled)
                errors.Add(node, $"la fonctionnalité « {feature.Id} » ne peut pas être désactivée.");
            foreach (var dependent in catalogue.Dependents(feature.Id, context.Plan.Features))
                context.Plan.Features.Remove(dependent.Id);
            context.Plan.Features.Remove(feature.Id);
        }

        foreach (var node in Ids(context, "enable", errors))
        {
            if (catalogue.Find(node.Text!) is { DefaultTenantOnly: true } && context.Plan.Tenant is { IsDefault: false })
                errors.Add(node, $"la fonctionnalité « {node.Text} » est réservée au portail.");
            context.Plan.Features.UnionWith(catalogue.WithDependencies([node.Text!]));
        }

        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        string[] disable = [.. context.Step.Items("disable").Select(node => node.Text!)];
        string[] enable = [.. context.Step.Items("enable").Select(node => node.Text!)];
        if (disable.Length > 0 && await register.DisableAsync(tenant.Tenant, disable, db) is { } kept)
            context.Refuse(context.Step["disable"]!, kept.ToString());
        if (enable.Length > 0 && await register.EnableAsync(tenant.Tenant, enable, db) is { } refusal)
            context.Refuse(context.Step["enable"]!, refusal.ToString());
    }

    /// <summary>The ids that this host has; others are findings, not skipped as Orchard does.</summary>
    private IEnumerable<RecipeNode> Ids(RecipeStepContext context, string list, RecipeErrors errors)
    {
        if (context.Step[list] is { Kind: not (JsonValueKind.Array or JsonValueKind.Null) } other)
            errors.Add(other, $"« {list} » doit être une liste de fonctionnalités.");
        foreach (var node in context.Step.Items(list))
        {
            if (node.Kind == JsonValueKind.String && catalogue.Find(node.Text!) is not null)
                yield return node;
            else
                errors.Add(node, $"fonctionnalité inconnue : « {node.Text} ».");
        }
    }
}
