using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>Orchard's <c>Themes</c>: <c>site</c> is the theme of the site. <c>admin</c> must exist too, but a site and its desk share one theme here.</summary>
internal sealed class ThemesStep(FeatureCatalogue catalogue, TenantRegister register, TenantContext tenant, MegalisDb db) : IRecipeStep
{
    public string Name => "Themes";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var key in (string[])["site", "admin"])
        {
            if (context.Step[key] is { } node && node.Text != "" && catalogue.Themes.All(theme => theme.Id != node.Text))
                errors.Add(node, $"thème inconnu : « {node.Text} ».");
        }

        return Task.CompletedTask;
    }

    public Task ExecuteAsync(RecipeStepContext context) =>
        context.Step.TextOf("site") is { Length: > 0 } theme ? register.SetThemeAsync(tenant.Tenant.Id, theme, db) : Task.CompletedTask;
}
