namespace Megalis.Kernel.Recipes;

/// <summary>
/// The names of the steps that Orchard Core 3.0 (and its modules) understands, compared without regard to case. Used only
/// to tell a step that is not supported here from one that nobody knows. See docs/reference/recipes.md.
/// </summary>
public static class OrchardSteps
{
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "AdminMenu", "AdminTemplates", "AzureADSettings", "Command", "Content", "ContentDefinition",
        "CreateOrUpdateIndexProfile", "DeleteContentDefinition", "ElasticIndexSettings", "FacebookCoreSettings",
        "FacebookLoginSettings", "Feature", "FeatureProfiles", "GitHubAuthenticationSettings", "GoogleAnalyticsSettings",
        "Layers", "Media", "MediaProfiles", "MicrosoftAccountSettings", "OpenIdApplication", "OpenIdClientSettings",
        "OpenIdScope", "OpenIdServerSettings", "OpenIdValidationSettings", "Placements", "Queries", "RebuildIndex",
        "ReplaceContentDefinition", "ResetIndex", "Roles", "Settings", "ShortcodeTemplates", "Sitemaps", "Templates",
        "Themes", "Translations", "TwitterSettings", "UrlRewriting", "Users", "WorkflowType",
        "azureai-index-create", "azureai-index-rebuild", "azureai-index-reset", "custom-settings", "custom-user-settings",
        "deployment", "elastic-index-rebuild", "elastic-index-reset", "lucene-index", "lucene-index-rebuild",
        "lucene-index-reset", "recipes",
    };
}
