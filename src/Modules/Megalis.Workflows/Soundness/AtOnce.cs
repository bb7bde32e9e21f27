using System.Globalization;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Soundness;

/// <summary>
/// Which activities a token, and those it is split into, may run from a place before they first rest, whatever the decisions
/// on their way are. Asked of definitions whose graph is whole (<see cref="StructureRules"/>).
/// </summary>
internal sealed class AtOnce
{
    private readonly ActivityTypes _types;
    private readonly bool _beside;
    private readonly Dictionary<string, Activity> _containers = [];
    private readonly HashSet<string> _entered = [];
    private readonly HashSet<string> _left = [];

    private AtOnce(WorkflowDefinition definition, ActivityTypes types, bool beside)
    {
        (_types, _beside) = (types, beside);
        foreach (var container in definition.Activities)
            foreach (var inner in container.Children.Concat(container.Branches.Values))
                _containers[inner.Id] = container;
    }

    /// <summary>Ids of activities, the one where the token is put among them.</summary>
    /// <param name="beside">Other tokens may wait at joins already: such a join lets it through.</param>
    public static IReadOnlySet<string> From(WorkflowDefinition definition, string activityId, ActivityTypes types, bool beside)
    {
        var walk = new AtOnce(definition, types, beside);
        walk.Enter(definition.Activities.First(activity => activity.Id == activityId));
        return walk._entered;
    }

    /// <summary>A token rests there, whenever it comes. Not for no time at all, nor until a date that stands there and will have passed.</summary>
    public static bool Rests(Activity activity, ActivityType? type) => type?.Waits == true && activity.Type switch
    {
        "Elsa.Delay" => Literal(activity, "timeSpan") is not { } span || !IsNothing(span),
        "Elsa.Timer" => Literal(activity, "interval") is not { } span || !IsNothing(span),
        "Elsa.StartAt" => Literal(activity, "dateTime") is null,
        _ => true,
    };

    private static string? Literal(Activity activity, string input) =>
        activity.Inputs.GetValueOrDefault(input)?.Expression is { Type: ExpressionTypes.Literal } literal ? literal.Text : null;

    private static bool IsNothing(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span == TimeSpan.Zero;

    private void Enter(Activity activity)
    {
        if (!_entered.Add(activity.Id))
            return;
        var type = _types.Find(activity.Type);
        switch (type?.Shape)
        {
            case ActivityShape.End:
                break;
            case ActivityShape.Flowchart or ActivityShape.Sequence when activity.Children.Count > 0:
                Enter(type.Shape == ActivityShape.Sequence ? activity.Children[0] : activity.Children.First(child => child.Id == activity.Start));
                break;
            case ActivityShape.If:
                foreach (var branch in activity.Branches.Values)
                    Enter(branch);
                if (activity.Branches.Count < 2)
                    Leave(activity);
                break;
            default:
                // What begins an instance is no wait: its time, or its event, has come.
                if (!Rests(activity, type) || activity.CanStart)
                    Leave(activity);
                break;
        }
    }

    private void Leave(Activity activity)
    {
        if (!_left.Add(activity.Id) || !_containers.TryGetValue(activity.Id, out var container))
            return;
        var next = _types.Find(container.Type)?.Shape switch
        {
            ActivityShape.Flowchart => container.Connections.Where(c => c.Source.Activity == activity.Id).Select(c => c.Target.Activity).ToHashSet(),
            ActivityShape.Sequence => container.Children.SkipWhile(child => child.Id != activity.Id).Skip(1).Take(1).Select(child => child.Id).ToHashSet(),
            _ => [],
        };
        if (next.Count == 0)
            Leave(container);
        foreach (var child in container.Children.Where(child => next.Contains(child.Id) && Passes(container, child)))
            Enter(child);
    }

    private bool Passes(Activity flowchart, Activity child) => _beside || child.Type != BuiltInActivities.Join || JoinModes.Of(child) == JoinModes.First
        || flowchart.Connections.Where(c => c.Target.Activity == child.Id).All(c => _left.Contains(c.Source.Activity));
}
