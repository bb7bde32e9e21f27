using Megalis.Kernel.Data;

namespace Megalis.Kernel.Security;

/// <summary>A role of one tenant. Orchard's names where they exist: Administrator, Editor, Author, Authenticated, Anonymous.</summary>
public sealed class Role : ITenantOwned
{
    public const string Administrator = "Administrator";
    public const string Authenticated = "Authenticated";
    public const string Anonymous = "Anonymous";

    public int TenantId { get; set; }
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";

    /// <summary>Permission names, separated by spaces.</summary>
    public string Permissions { get; set; } = "";
}

/// <summary>What a person is in a tenant. A host table: « Mes structures » lists the tenants of one account.</summary>
public sealed class Membership
{
    public string AccountId { get; set; } = "";
    public int TenantId { get; set; }

    /// <summary>Role names, separated by semicolons.</summary>
    public string Roles { get; set; } = "";

    /// <summary>Function shown to colleagues: « secrétaire de mairie ».</summary>
    public string Title { get; set; } = "";
    public DateTimeOffset Since { get; set; }

    public IEnumerable<string> RoleNames => Roles.Split(';', StringSplitOptions.RemoveEmptyEntries);
}
