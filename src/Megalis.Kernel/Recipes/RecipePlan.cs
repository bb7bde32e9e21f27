using Megalis.Kernel.Content.Definitions;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// The tenant as it will be when the steps validated so far have run. It starts as the tenant is (or, offline, as a tenant
/// with nothing but what is always there) and every step's validation moves it on, so that a step may rely on the features,
/// roles and definitions of the steps before it.
/// </summary>
public sealed class RecipePlan
{
    /// <summary>True when a file is checked without a tenant and without a database.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Ids of the features that are enabled.</summary>
    public HashSet<string> Features { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Names of the roles that exist, without regard to case as in Orchard.</summary>
    public HashSet<string> Roles { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Content types and parts.</summary>
    public ContentDefinitions Definitions { get; init; } = new();

    /// <summary>Files of recipes that are being read, so that two that call each other are refused.</summary>
    internal HashSet<string> OpenFiles { get; } = new(StringComparer.Ordinal);
}
