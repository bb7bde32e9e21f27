using System.IO.Enumeration;

namespace Megalis.Kernel.Tenants;

/// <summary>One rule of a profile, in Orchard Core's words: <c>Include</c> or <c>Exclude</c>, and a feature id with <c>*</c>.</summary>
public sealed class FeatureRule
{
    public string Rule { get; set; } = "";
    public string Expression { get; set; } = "";
}

/// <summary>Which features a tenant of this profile may have. Rules are read in order; the last that matches decides.</summary>
public sealed class FeatureProfile
{
    public IList<FeatureRule> FeatureRules { get; init; } = [];

    /// <summary>A feature that no rule names is allowed.</summary>
    public bool Allows(string feature)
    {
        var allowed = true;
        foreach (var rule in FeatureRules)
            if (FileSystemName.MatchesSimpleExpression(rule.Expression, feature, ignoreCase: false))
                allowed = !rule.Rule.Equals("Exclude", StringComparison.OrdinalIgnoreCase);
        return allowed;
    }
}

/// <summary>The profiles by name; kept in the portal's settings, written by the recipe step of the same name.</summary>
public sealed class FeatureProfiles : Dictionary<string, FeatureProfile>
{
    public const string Group = "FeatureProfiles";
}
