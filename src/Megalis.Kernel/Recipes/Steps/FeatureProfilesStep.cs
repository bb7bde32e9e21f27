using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>
/// Orchard's <c>FeatureProfiles</c>: which features the sites of a profile may switch on, by rules <c>Include</c> and
/// <c>Exclude</c> with <c>*</c>. Kept with the portal's settings; a profile of the same name is replaced.
/// </summary>
internal sealed class FeatureProfilesStep(TenantRegister register, TenantContext tenant, MegalisDb db) : IRecipeStep
{
    private const string Rules = "FeatureRules";

    public string Name => "FeatureProfiles";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Plan.Tenant is { IsDefault: false })
            errors.Add(context.Step, "les profils de fonctionnalités se définissent sur le portail.");
        if (context.Step["FeatureProfiles"] is not { Kind: JsonValueKind.Object } profiles)
        {
            errors.Add(context.Step, "« FeatureProfiles » doit être un objet : un profil par nom.");
            return Task.CompletedTask;
        }

        foreach (var profile in profiles.Children)
        {
            if (profile.Kind != JsonValueKind.Object || profile[Rules] is not { Kind: JsonValueKind.Array })
                errors.Add(profile, $"le profil « {profile.Key} » doit avoir une liste « {Rules} ».");
            foreach (var rule in profile.Items(Rules))
                Validate(rule, errors);
        }

        return Task.CompletedTask;
    }

    public Task ExecuteAsync(RecipeStepContext context)
    {
        var all = tenant.Tenant.AllSettings()[FeatureProfiles.Group] as JsonObject ?? [];
        foreach (var profile in context.Step["FeatureProfiles"]!.Children)
            all[profile.Key!] = new JsonObject
            {
                [Rules] = new JsonArray([.. profile.Items(Rules).Select(rule => new JsonObject
                {
                    ["Rule"] = rule.TextOf("Rule"),
                    ["Expression"] = rule.TextOf("Expression"),
                })]),
            };
        return register.ChangeSettingsAsync(tenant.Tenant.Id, new JsonObject { [FeatureProfiles.Group] = all.DeepClone() }, db);
    }

    private static void Validate(RecipeNode rule, RecipeErrors errors)
    {
        if (rule.TextOf("Rule") is not { } kind || !(kind.Equals("Include", StringComparison.OrdinalIgnoreCase) || kind.Equals("Exclude", StringComparison.OrdinalIgnoreCase)))
            errors.Add(rule["Rule"] ?? rule, "« Rule » doit être « Include » ou « Exclude ».");
        if (rule.TextOf("Expression") is not { Length: > 0 })
            errors.Add(rule["Expression"] ?? rule, "« Expression » doit nommer des fonctionnalités, avec « * » au besoin.");
    }
}
