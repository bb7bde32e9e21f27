namespace Megalis.Kernel.Security;

/// <summary>
/// A right, named as in Orchard Core (<c>PublishContent</c>). <paramref name="Description"/> is French and shown to
/// administrators. Whoever holds one of <see cref="ImpliedBy"/> holds it too.
/// </summary>
public sealed record Permission(string Name, string Description, string Category)
{
    public IReadOnlyList<string> ImpliedBy { get; init; } = [];

    /// <summary>Grants more than it seems (roles, recipes, features): shown with a warning.</summary>
    public bool IsSecurityCritical { get; init; }
}

/// <summary>The permissions that a feature declares.</summary>
public interface IPermissionProvider
{
    IEnumerable<Permission> Permissions { get; }
}

/// <summary>The kernel's own permissions, with Orchard's names.</summary>
public static class KernelPermissions
{
    /// <summary>Everything. Held by the role Administrator of a tenant, over that tenant.</summary>
    public const string SiteOwner = "SiteOwner";

    public const string AccessAdminPanel = "AccessAdminPanel";
    /// <summary>The agent's desk, /bureau.</summary>
    public const string AccessDesk = "AccessDesk";

    public const string ManageFeatures = "ManageFeatures";
    public const string ManageSettings = "ManageSettings";
    public const string ManageRoles = "ManageRoles";
    public const string ManageUsers = "ManageUsers";
    public const string ManageTenants = "ManageTenants";
    /// <summary>The journal of the tenant; on the portal, of the whole platform.</summary>
    public const string ViewAuditTrail = "ViewAuditTrail";

    /// <summary>As a file.</summary>
    public const string ExportAuditTrail = "ExportAuditTrail";
    public const string ManageQueue = "ManageQueue";
    public const string ManageRecipes = "Recipes";
}
