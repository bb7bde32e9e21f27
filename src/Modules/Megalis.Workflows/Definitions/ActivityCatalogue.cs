using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Workflows;

namespace Megalis.Workflows.Definitions;

/// <summary>The activity types that may be used: those of this module and those that other modules contribute.</summary>
internal sealed class ActivityCatalogue(Contributions contributions, IServiceProvider services)
{
    /// <summary>What the enabled features of a tenant know.</summary>
    public ActivityTypes Of(Tenant tenant) => new(contributions.Of<IActivity>(tenant, services).Select(activity => activity.Description));

    /// <summary>What these features know, as a recipe is about to switch them on.</summary>
    public ActivityTypes Of(IReadOnlySet<string> features) =>
        new(contributions.All<IActivity>(services).Where(one => features.Contains(one.FeatureId)).Select(one => one.Instance.Description));

    /// <summary>What the host knows, for checks of files without a tenant.</summary>
    public ActivityTypes All() => new(contributions.All<IActivity>(services).Select(one => one.Instance.Description));
}

/// <summary>Known activity types by name.</summary>
internal sealed class ActivityTypes
{
    private readonly Dictionary<string, ActivityType> _byName = BuiltInActivities.All.ToDictionary(type => type.Name);

    /// <param name="contributed">A type that is ours already is not replaced.</param>
    public ActivityTypes(IEnumerable<ActivityDescription> contributed)
    {
        foreach (var description in contributed)
            _byName.TryAdd(description.Type, new ActivityType(description, ActivityShape.Plain));
    }

    /// <summary>Without any module's contributions.</summary>
    public static ActivityTypes BuiltIn { get; } = new([]);

    public IEnumerable<ActivityType> All => _byName.Values.OrderBy(type => type.Name, StringComparer.Ordinal);

    public ActivityType? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>What checks need to know of a type besides its description.</summary>
internal sealed record ActivityType(ActivityDescription Description, ActivityShape Shape)
{
    public string Name => Description.Type;

    /// <summary>A token rests on it: the step ends here.</summary>
    public bool Waits => Description.Nature != ActivityNature.Pure;
}

/// <summary>How tokens pass through an activity.</summary>
internal enum ActivityShape
{
    /// <summary>In by any connection, out by one of its ports.</summary>
    Plain,

    /// <summary>Out by each of its ports.</summary>
    Fork,

    /// <summary>In as its mode says.</summary>
    Join,

    /// <summary>Out by the ports of the cases that hold.</summary>
    Switch,

    Flowchart,
    Sequence,

    /// <summary>One of two branches inside, then « Done » and « True » or « False ».</summary>
    If,

    /// <summary>The instance ends.</summary>
    End,
}
