using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Tenants;
using Megalis.Tenants.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants.Features.PrepareTenant;

/// <summary>
/// Runs a tenant's recipe and opens it: one transaction for each tenant. A recipe that fails leaves the tenant closed,
/// with the reason in its row for whoever looks at the list.
/// </summary>
internal static class TenantSetup
{
    /// <returns>Null when the tenant is open; else why not, in French.</returns>
    public static async Task<string?> RunAsync(IServiceProvider services, MegalisDb db, int tenantId, CancellationToken stop)
    {
        var store = services.GetRequiredService<TenantStore>();
        var register = services.GetRequiredService<TenantRegister>();
        // Another node may have inserted it a moment ago.
        await store.RefreshAsync(stop);
        if (store.Find(tenantId) is not { State: TenantState.Initializing } tenant)
            return null;
        string? error = null;
        await db.TransactAsync(async () =>
        {
            error = await RunRecipeAsync(services, db, tenant, stop);
            await register.SetStateAsync(tenantId, error is null ? TenantState.Running : TenantState.Initializing, error ?? "", db, stop);
            services.GetRequiredService<Outbox>().Add(new TenantPrepared(tenantId, error ?? ""));
            await db.SaveChangesAsync(stop);
        }, stop);
        return error;
    }

    private static async Task<string?> RunRecipeAsync(IServiceProvider services, MegalisDb db, Tenant tenant, CancellationToken stop)
    {
        if (services.GetRequiredService<RecipeFiles>().Find(tenant.RecipeName) is not { } file)
            return $"La recette « {tenant.RecipeName} » n'existe pas.";
        await using var inside = await TenantScope.JoinAsync(services, tenant, db, stop);
        var outcome = await inside.Services.GetRequiredService<RecipeRunner>().RunAsync(
            file, new Dictionary<string, string> { ["SiteName"] = tenant.DisplayName, ["TenantName"] = tenant.Name }, stop);
        return outcome.Succeeded ? null : string.Join(Environment.NewLine, outcome.Errors.Take(5));
    }
}
