using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>
/// Orchard's <c>Settings</c>: every key but the step's name is a setting of the site (<c>SiteName</c>, <c>HomeRoute</c>) or a
/// group of a module's settings. A key that is there replaces the tenant's; null removes it.
/// </summary>
internal sealed class SettingsStep(TenantRegister register, TenantContext tenant, MegalisDb db) : IRecipeStep
{
    private static readonly (string Key, JsonValueKind Kind, string Words)[] Kinds =
    [
        ("SiteName", JsonValueKind.String, "un texte"),
        ("TimeZoneId", JsonValueKind.String, "un texte"),
        ("BaseUrl", JsonValueKind.String, "un texte"),
        ("PageSize", JsonValueKind.Number, "un nombre"),
        ("HomeRoute", JsonValueKind.Object, "un objet"),
    ];

    public string Name => "Settings";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var (key, kind, words) in Kinds)
        {
            if (context.Step[key] is { } node && node.Kind != kind && node.Kind != JsonValueKind.Null)
                errors.Add(node, $"« {key} » doit être {words}.");
        }

        return Task.CompletedTask;
    }

    public Task ExecuteAsync(RecipeStepContext context)
    {
        var settings = new JsonObject();
        foreach (var member in context.Step.Children.Where(member => !string.Equals(member.Key, "name", StringComparison.OrdinalIgnoreCase)))
            settings[Spelling(member.Key!)] = member.ToJson();
        return register.ChangeSettingsAsync(tenant.Tenant.Id, settings, db);
    }

    /// <summary>Keys are found without regard to case; they are kept as the product writes them.</summary>
    private static string Spelling(string key) =>
        Kinds.Select(known => known.Key).FirstOrDefault(known => string.Equals(known, key, StringComparison.OrdinalIgnoreCase)) ?? key;
}
