namespace Megalis.Kernel.Modules;

/// <summary>Declares an assembly as a module, in Orchard Core's attribute names.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ModuleAttribute : Attribute
{
    public string Name { get; set; } = "";
    public string Author { get; set; } = "";
    public string Website { get; set; } = "";
    public string Version { get; set; } = "";
    public string Description { get; set; } = "";
    public string Category { get; set; } = "";

    /// <summary>Feature ids; used by the module's default feature when it declares no <see cref="FeatureAttribute"/>.</summary>
    public string[] Dependencies { get; set; } = [];
}

/// <summary>
/// On an assembly: declares a feature (Orchard Core's names). On a <see cref="StartupBase"/>, a page model or an
/// endpoint class: says to which of the module's features it belongs.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class, AllowMultiple = true)]
public sealed class FeatureAttribute : Attribute
{
    public FeatureAttribute()
    {
    }

    public FeatureAttribute(string id) => Id = id;

    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";
    public string Category { get; set; } = "";
    public int Priority { get; set; }
    public string[] Dependencies { get; set; } = [];

    /// <summary>Only the portal may have it.</summary>
    public bool DefaultTenantOnly { get; set; }

    /// <summary>On in every tenant, never switched off.</summary>
    public bool IsAlwaysEnabled { get; set; }

    /// <summary>Not offered in the list; switched on by a feature that depends on it.</summary>
    public bool EnabledByDependencyOnly { get; set; }
}

/// <summary>Declares an assembly as a theme. <see cref="BaseTheme"/> is searched for views that the theme lacks.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ThemeAttribute : Attribute
{
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";
    public string BaseTheme { get; set; } = "";
}

/// <summary>The startup is read only when these features exist in the host; the tenant's own switch still applies.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireFeaturesAttribute(params string[] features) : Attribute
{
    public IReadOnlyList<string> Features { get; } = features;
}
