using Megalis.Workflows.Picture;

namespace Megalis.Workflows.Definitions;

/// <summary>One step of a definition as a list shows it.</summary>
/// <param name="Who">Who must act; empty when nobody must.</param>
/// <param name="Time">How long it lasts or may take; or empty.</param>
/// <param name="Next">Where its token goes, by outcome; « Done » is said without its name.</param>
/// <param name="Inner">What a container holds.</param>
internal sealed record DefinitionStep(string Id, string Name, string Kind, string Who, string Time, IReadOnlyList<StepExit> Next, IReadOnlyList<DefinitionStep> Inner);

/// <param name="Port">Empty where there is one way only.</param>
internal sealed record StepExit(string Port, string ToId, string To);

/// <summary>A definition as an ordered list: what nobody can draw for themselves from a picture.</summary>
internal static class DefinitionSteps
{
    /// <summary>From the start, each step before those that follow it; what cannot be reached comes last.</summary>
    /// <param name="now">For the next dates of a calendar.</param>
    public static IReadOnlyList<DefinitionStep> Of(WorkflowDefinition definition, ActivityTypes types, DateTimeOffset now) =>
        IsContainer(definition.Root) ? Inside(definition.Root, types, now) : [Step(definition.Root, null, types, now)];

    private static bool IsContainer(Activity activity) => activity.Children.Count + activity.Branches.Count > 0;

    private static IReadOnlyList<DefinitionStep> Inside(Activity container, ActivityTypes types, DateTimeOffset now) =>
        [.. Ordered(container).Concat(container.Branches.OrderByDescending(branch => branch.Key, StringComparer.Ordinal).Select(branch => branch.Value)).Select(child => Step(child, container, types, now))];

    private static List<Activity> Ordered(Activity container)
    {
        if (container.Type != BuiltInActivities.Flowchart)
            return [.. container.Children];
        var children = container.Children.DistinctBy(child => child.Id).ToDictionary(child => child.Id);
        var next = container.Connections.ToLookup(connection => connection.Source.Activity, connection => connection.Target.Activity);
        var ordered = new List<Activity>();
        var seen = new HashSet<string>();
        var open = new Queue<string>([container.Start]);
        while (open.TryDequeue(out var id))
            if (children.TryGetValue(id, out var activity) && seen.Add(id))
            {
                ordered.Add(activity);
                foreach (var target in next[id])
                    open.Enqueue(target);
            }

        return [.. ordered, .. container.Children.Where(child => !seen.Contains(child.Id))];
    }

    private static DefinitionStep Step(Activity activity, Activity? container, ActivityTypes types, DateTimeOffset now)
    {
        var names = (container?.Children ?? []).DistinctBy(child => child.Id).ToDictionary(child => child.Id, child => DefinitionWords.NameOf(child, types));
        var exits = (container?.Connections ?? []).Where(connection => connection.Source.Activity == activity.Id).Distinct().ToList();
        var isOnly = exits.Select(exit => exit.Source.Port).Distinct().Count() <= 1;
        return new DefinitionStep(
            activity.Id, DefinitionWords.NameOf(activity, types), DefinitionWords.KindOf(activity, types), DefinitionWords.WhoOf(activity), DefinitionWords.TimeOf(activity, now),
            [.. exits.Select(exit => new StepExit(ActivityPort.Label(exit.Source.Port, isOnly), exit.Target.Activity, names.GetValueOrDefault(exit.Target.Activity, exit.Target.Activity)))],
            IsContainer(activity) ? Inside(activity, types, now) : []);
    }
}
