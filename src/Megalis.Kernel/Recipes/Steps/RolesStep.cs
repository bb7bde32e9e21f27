using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>
/// Orchard's <c>Roles</c>: <c>Name</c>, <c>Description</c>, <c>Permissions</c>, and <c>PermissionBehavior</c> (<c>Replace</c>,
/// the default, <c>Add</c> or <c>Remove</c>). A permission that no enabled feature declares is a finding.
/// </summary>
internal sealed class RolesStep(Contributions contributions, IServiceProvider services, MegalisDb db, ChangeLog changes) : IRecipeStep
{
    public string Name => "Roles";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        var features = contributions.All<IPermissionProvider>(services)
            .SelectMany(provider => provider.Instance.Permissions.Select(permission => (permission.Name, provider.FeatureId)))
            .ToLookup(pair => pair.Name, pair => pair.FeatureId);
        foreach (var role in context.Step.Items("Roles"))
        {
            if (role.TextOf("Name") is not { Length: > 0 } name || name.Contains(';', StringComparison.Ordinal))
                errors.Add(role["Name"] ?? role, "un rôle doit avoir un nom, sans point-virgule.");
            else
                context.Plan.Roles.Add(name);
            if (role.TextOf("PermissionBehavior") is { } behavior && Behavior(behavior) is null)
                errors.Add(role["PermissionBehavior"]!, "« PermissionBehavior » doit être « Replace », « Add » ou « Remove ».");
            foreach (var permission in role.Items("Permissions"))
                Validate(permission, [.. features[permission.Text ?? ""]], context.Plan, errors);
        }

        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var entry in context.Step.Items("Roles"))
        {
            var name = entry.TextOf("Name")!;
            var known = (await db.Set<Role>().ToListAsync()).Find(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase));
            if (known is null)
                db.Add(known = new Role { Name = name });
            known.Description = entry.TextOf("Description") ?? known.Description;
            known.Permissions = string.Join(' ', Permissions(known, entry).Order(StringComparer.Ordinal));
            changes.Add(ChangeKinds.Role, known.Name);
            await db.SaveChangesAsync();
        }
    }

    private static void Validate(RecipeNode permission, string[] features, RecipePlan plan, RecipeErrors errors)
    {
        if (features.Length == 0)
            errors.Add(permission, $"permission inconnue : « {permission.Text} ».");
        else if (!features.Any(plan.Features.Contains))
            errors.Add(permission, $"la permission « {permission.Text} » appartient à la fonctionnalité « {features[0]} », qui n’est pas active.");
    }

    private static IEnumerable<string> Permissions(Role role, RecipeNode entry)
    {
        var had = role.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var given = entry.Items("Permissions").Select(permission => permission.Text!);
        return Behavior(entry.TextOf("PermissionBehavior") ?? "Replace") switch
        {
            "add" => had.Union(given),
            "remove" => had.Except(given),
            // A role keeps what it may do when a recipe only mentions it.
            _ => entry["Permissions"] is null ? had : given.Distinct(),
        };
    }

    private static string? Behavior(string text) =>
        text.ToLowerInvariant() is "replace" or "add" or "remove" ? text.ToLowerInvariant() : null;
}
