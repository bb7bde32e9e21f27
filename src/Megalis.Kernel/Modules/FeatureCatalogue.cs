using System.Collections.Frozen;
using System.Reflection;

namespace Megalis.Kernel.Modules;

/// <summary>A feature that the host holds, whether or not a tenant has it on.</summary>
public sealed record FeatureInfo(
    string Id,
    string Name,
    string Description,
    string Category,
    IReadOnlyList<string> Dependencies,
    bool DefaultTenantOnly,
    bool IsAlwaysEnabled,
    bool EnabledByDependencyOnly,
    Assembly Assembly)
{
    internal int Priority { get; init; }
}

/// <summary>A theme that the host holds.</summary>
public sealed record ThemeInfo(string Id, string Name, string Description, string BaseTheme);

/// <summary>The sentence that stops the boot when the modules do not fit together.</summary>
public sealed class ModuleException(string message) : Exception(message);

/// <summary>Every feature and theme of the host, dependencies first. Built once at boot; refuses what does not fit.</summary>
public sealed class FeatureCatalogue
{
    private readonly FrozenDictionary<string, FeatureInfo> _byId;
    private readonly FrozenDictionary<Assembly, string> _defaults;

    /// <exception cref="ModuleException">A dependency is missing, ids collide, or features depend on each other in a circle.</exception>
    public FeatureCatalogue(IReadOnlyList<Assembly> assemblies)
    {
        Assemblies = assemblies;
        var found = assemblies.SelectMany(Declared).ToList();
        if (found.GroupBy(f => f.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ModuleException($"The feature '{twice.Key}' is declared twice, by {string.Join(" and ", twice.Select(f => f.Assembly.GetName().Name))}.");

        _byId = found.ToFrozenDictionary(f => f.Id);
        Features = InOrder(found);
        _defaults = found.GroupBy(f => f.Assembly).ToFrozenDictionary(
            g => g.Key,
            g => (g.FirstOrDefault(f => f.Id == g.Key.GetName().Name) ?? g.First()).Id);
        Themes = [.. from a in assemblies
                     let t = a.GetCustomAttribute<ThemeAttribute>()
                     where t is not null
                     select new ThemeInfo(a.GetName().Name!, t.Name, t.Description, t.BaseTheme)];
    }

    public IReadOnlyList<Assembly> Assemblies { get; }

    /// <summary>Dependencies come before what needs them; then by priority, then by id.</summary>
    public IReadOnlyList<FeatureInfo> Features { get; }

    public IReadOnlyList<ThemeInfo> Themes { get; }

    public FeatureInfo? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The feature that a type of this assembly belongs to when it does not say.</summary>
    public string? DefaultFeature(Assembly assembly) => _defaults.GetValueOrDefault(assembly);

    /// <summary>The feature of a type: its own <see cref="FeatureAttribute"/>, else its module's.</summary>
    public string? FeatureOf(Type type) =>
        type.GetCustomAttribute<FeatureAttribute>()?.Id ?? DefaultFeature(type.Assembly);

    /// <summary>The given features with everything they need, and those that are always on.</summary>
    public IReadOnlySet<string> WithDependencies(IEnumerable<string> ids)
    {
        var all = new HashSet<string>();
        foreach (var id in ids.Concat(Features.Where(f => f.IsAlwaysEnabled).Select(f => f.Id)))
            Add(id);
        return all.ToFrozenSet();

        void Add(string id)
        {
            if (_byId.TryGetValue(id, out var feature) && all.Add(id))
                foreach (var needed in feature.Dependencies)
                    Add(needed);
        }
    }

    /// <summary>The enabled features that would stop working without <paramref name="id"/>.</summary>
    public IReadOnlyList<FeatureInfo> Dependents(string id, IReadOnlySet<string> enabled) =>
        [.. Features.Where(f => enabled.Contains(f.Id) && f.Id != id && WithDependencies([f.Id]).Contains(id) && !f.IsAlwaysEnabled)];

    private static IEnumerable<FeatureInfo> Declared(Assembly assembly)
    {
        var module = assembly.GetCustomAttribute<ModuleAttribute>();
        if (module is null)
            return [];
        var name = assembly.GetName().Name!;
        var features = assembly.GetCustomAttributes<FeatureAttribute>().ToList();
        return features.Count > 0
            ? features.Select(f => new FeatureInfo(
                f.Id, f.Name, f.Description, f.Category.Length > 0 ? f.Category : module.Category, f.Dependencies,
                f.DefaultTenantOnly, f.IsAlwaysEnabled, f.EnabledByDependencyOnly, assembly)
            { Priority = f.Priority })
            : [new FeatureInfo(name, module.Name, module.Description, module.Category, module.Dependencies, false, false, false, assembly)];
    }

    private List<FeatureInfo> InOrder(List<FeatureInfo> features)
    {
        var done = new List<FeatureInfo>();
        var state = new Dictionary<string, bool>();
        foreach (var feature in features.OrderBy(f => f.Priority).ThenBy(f => f.Id, StringComparer.Ordinal))
            Visit(feature, feature);
        return done;

        void Visit(FeatureInfo feature, FeatureInfo from)
        {
            if (state.TryGetValue(feature.Id, out var finished))
            {
                if (!finished)
                    throw new ModuleException($"The features '{from.Id}' and '{feature.Id}' depend on each other in a circle.");
                return;
            }

            state[feature.Id] = false;
            foreach (var id in feature.Dependencies)
                Visit(
                    _byId.GetValueOrDefault(id)
                    ?? throw new ModuleException($"The feature '{feature.Id}' needs the feature '{id}', which no module of this host declares."),
                    feature);
            state[feature.Id] = true;
            done.Add(feature);
        }
    }
}
