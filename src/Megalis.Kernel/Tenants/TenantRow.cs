namespace Megalis.Kernel.Tenants;

/// <summary>The row of a tenant: a host table, without row security, reached only by kernel code.</summary>
internal sealed class TenantRow
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string DisplayNameFolded { get; set; } = "";

    /// <summary>Host names, separated by commas, as in Orchard's RequestUrlHost.</summary>
    public string Hosts { get; set; } = "";
    public string UrlPrefix { get; set; } = "";
    public TenantState State { get; set; }
    public string Theme { get; set; } = "";

    /// <summary>Feature ids switched on by choice, separated by spaces; dependencies are derived.</summary>
    public string Features { get; set; } = "";

    /// <summary>A JSON object, as in Orchard's Settings step.</summary>
    public string Settings { get; set; } = "{}";
    public string FeatureProfile { get; set; } = "";
    public string Siren { get; set; } = "";
    public string RecipeName { get; set; } = "";

    /// <summary>Why setting it up failed, for the operator.</summary>
    public string SetupError { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public long Version { get; set; }
}

/// <summary>One counter per subject that nodes watch: « tenants » grows at each change of a tenant.</summary>
internal sealed class VersionRow
{
    public string Name { get; set; } = "";
    public long Value { get; set; }
}
