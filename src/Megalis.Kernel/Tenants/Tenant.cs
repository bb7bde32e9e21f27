using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Megalis.Kernel.Tenants;

/// <summary>The states of a tenant, Orchard Core's names.</summary>
public enum TenantState
{
    Uninitialized,
    Initializing,
    Running,
    Disabled,
}

/// <summary>
/// A tenant as requests and jobs see it: immutable, one object per version of its row. <c>Default</c> is the portal;
/// every other is the site of an entité.
/// </summary>
public sealed class Tenant
{
    public const string DefaultName = "Default";

    private readonly JsonObject _settings;

    internal Tenant(TenantRow row, IReadOnlySet<string> features)
    {
        Id = row.Id;
        Name = row.Name;
        DisplayName = row.DisplayName;
        Hosts = [.. row.Hosts.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)];
        UrlPrefix = row.UrlPrefix;
        State = row.State;
        Theme = row.Theme;
        Siren = row.Siren;
        Version = row.Version;
        RecipeName = row.RecipeName;
        Features = features.ToFrozenSet();
        _settings = JsonNode.Parse(row.Settings)!.AsObject();
    }

    public int Id { get; }

    /// <summary>Technical name, never shown: letters, digits and hyphens, or <see cref="DefaultName"/>.</summary>
    public string Name { get; }

    /// <summary>What people read: « Communauté de communes de Kerlann ».</summary>
    public string DisplayName { get; }

    public IReadOnlyList<string> Hosts { get; }
    public string UrlPrefix { get; }
    public TenantState State { get; }
    public string Theme { get; }

    /// <summary>Nine digits, or empty for the portal.</summary>
    public string Siren { get; }

    /// <summary>The recipe that sets it up, a file's name.</summary>
    public string RecipeName { get; }

    /// <summary>Grows at every change of the row; part of every cache key.</summary>
    public long Version { get; }

    /// <summary>Enabled features with all they depend on.</summary>
    public IReadOnlySet<string> Features { get; }

    public bool IsDefault => Name == DefaultName;

    public bool Has(string feature) => Features.Contains(feature);

    /// <summary>A text setting, a copy-safe read: <c>SiteName</c>, <c>Tagline</c>, <c>PrimaryColor</c>, <c>LogoPath</c> ...</summary>
    public string Text(string key, string fallback = "") =>
        _settings[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : fallback;

    /// <summary>A group of settings as its own type; a fresh one when the tenant has none.</summary>
    public T Settings<T>(string group) where T : class, new() =>
        _settings[group] is { } node ? System.Text.Json.JsonSerializer.Deserialize<T>(node) ?? new T() : new T();

    /// <summary>All settings, as a copy.</summary>
    public JsonObject AllSettings() => _settings.DeepClone().AsObject();
}
