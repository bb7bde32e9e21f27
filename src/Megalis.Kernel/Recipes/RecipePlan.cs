using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// The tenant as it will be when the steps validated so far have run. It starts as the tenant is (or, offline, see
/// <see cref="Offline"/>) and every step's validation moves it on, so that a step may rely on the features, roles and
/// definitions of the steps before it.
/// </summary>
public sealed class RecipePlan
{
    /// <summary>True when a file is checked without a tenant and without a database.</summary>
    public bool IsOffline { get; private init; }

    /// <summary>The tenant; null offline.</summary>
    public Tenant? Tenant { get; private init; }

    /// <summary>Ids of the features that are enabled.</summary>
    public HashSet<string> Features { get; private init; } = [];

    /// <summary>Names of the roles that exist, without regard to case as in Orchard.</summary>
    public HashSet<string> Roles { get; private init; } = new(StringComparer.OrdinalIgnoreCase) { Role.Administrator, Role.Authenticated, Role.Anonymous };

    /// <summary>Content types and parts.</summary>
    public ContentDefinitions Definitions { get; private init; } = new();

    /// <summary>
    /// Without a tenant: a recipe that sets up a site starts with nothing but what is always on, any other is taken to meet
    /// a tenant that has every feature of the host.
    /// </summary>
    public static RecipePlan Offline(Recipe recipe, FeatureCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(catalogue);
        return new RecipePlan
        {
            IsOffline = true,
            Features = [.. recipe.IsSetupRecipe ? catalogue.WithDependencies([]) : catalogue.Features.Select(feature => feature.Id)],
        };
    }

    /// <summary>The tenant as it is now.</summary>
    internal static async Task<RecipePlan> OfAsync(Tenant tenant, MegalisDb db, ContentDefinitionStore definitions, CancellationToken stop)
    {
        var plan = new RecipePlan { Tenant = tenant, Features = [.. tenant.Features], Definitions = (await definitions.LoadAsync(stop)).Clone() };
        plan.Roles.UnionWith(await db.Set<Role>().Select(role => role.Name).ToListAsync(stop));
        return plan;
    }
}
