using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Tenants;

namespace Megalis.Tenants.Features.PrepareTenant;

/// <summary>
/// Recipe step <c>Tenants</c> (ours): inserts tenants in state Initializing and a job for each; every tenant is then set
/// up by its own recipe in its own transaction. A tenant that exists is left as it is.
/// </summary>
internal sealed class TenantsStep(TenantRegister register, TenantStore store, MegalisDb db) : IRecipeStep
{
    public string Name => "Tenants";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Step["Tenants"] is not { Kind: JsonValueKind.Array })
            errors.Add(context.Step, "la liste « Tenants » manque.");
        foreach (var node in context.Step.Items("Tenants"))
        {
            var tenant = Read(node);
            if (TenantNames.CheckName(tenant.Name) is { } name)
                errors.Add(node, name.ToString());
            if (tenant.Hosts.Count == 0)
                errors.Add(node, "la liste « Hosts » manque ou est vide.");
            foreach (var host in tenant.Hosts)
                if (TenantNames.CheckHost(host) is { } bad)
                    errors.Add(node["Hosts"]!, bad.ToString());
            if (!context.Folder.TryFind(tenant.Recipe, out _, out var refusal))
                errors.Add(node["RecipeName"] ?? node, refusal!);
        }

        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("Tenants"))
        {
            var tenant = Read(node);
            if (store.Find(tenant.Name) is null && await register.AddAsync(tenant, db) is { } refusal)
                context.Refuse(node, refusal.ToString());
        }
    }

    private static NewTenant Read(RecipeNode node) => new(
        node.TextOf("Name") ?? "",
        node.TextOf("DisplayName") ?? node.TextOf("Name") ?? "",
        [.. node.Items("Hosts").Select(h => h.Text ?? "")],
        node.TextOf("Siren") ?? "",
        node.TextOf("RecipeName") ?? "collectivite.recipe.json",
        node.TextOf("FeatureProfile") ?? "");
}
