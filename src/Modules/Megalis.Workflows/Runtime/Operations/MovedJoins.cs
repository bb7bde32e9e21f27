using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.Behaviours;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>
/// Whether tokens that are under way will meet in another version as they would in theirs. Asked before anything is moved.
/// </summary>
/// <param name="target">The id of an activity in the other version.</param>
internal sealed class MovedJoins(FlowGraph from, FlowGraph to, Func<string, string> target)
{
    /// <summary>The joins at which they would not, with a sentence for each.</summary>
    public IEnumerable<MigrationObstacle> Check(InstanceState state) => state.Executions
        .Where(execution => from.Find(execution.Activity)?.Type == BuiltInActivities.Flowchart)
        .SelectMany(execution => Check(from.Find(execution.Activity)!, execution, [.. state.Executions.Where(e => e.Parent == execution.Number).Select(e => from.Find(e.Activity)).OfType<FlowNode>()]));

    private IEnumerable<MigrationObstacle> Check(FlowNode container, Execution execution, List<FlowNode> live)
    {
        var counted = Counted(execution);
        var told = new HashSet<string>();
        // A lone token meets nobody yet: it goes through forks and joins of the new version, when it stands before them there too.
        if (live.Count + counted.Values.Sum(c => c.Count) > 1)
            foreach (var join in container.Children.Where(join => join.Type == BuiltInActivities.Join && IsAhead(join, live, counted)))
                if (ChangeOf(join) is { } change && told.Add(target(join.Id)))
                    yield return new MigrationObstacle(join.Id, $"Des branches sont en route vers le rendez-vous « {join.Id} », {change}.");
        foreach (var (join, missing) in Missing(to.Find(target(container.Id)), live, counted).Where(m => !told.Contains(m.Join)))
            yield return new MigrationObstacle("", $"Dans la nouvelle version, le rendez-vous « {join} » attend {missing}, par où ce parcours ne passera pas : il y resterait bloqué.");
    }

    /// <summary>By join, « source:port » of the tokens that wait there.</summary>
    private static Dictionary<string, List<string>> Counted(Execution execution) => execution.Data?["joins"] is JsonObject joins
        ? joins.ToDictionary(join => join.Key, join => join.Value!.AsObject().Select(c => c.Key).ToList())
        : [];

    private static bool IsAhead(FlowNode join, List<FlowNode> live, Dictionary<string, List<string>> counted) =>
        counted.ContainsKey(join.Id) || join.Upstream.Any(node => live.Contains(node) || counted.ContainsKey(node.Id));

    /// <summary>« dont le mode change … »; null when it waits for the same, or for all in neither version.</summary>
    private string? ChangeOf(FlowNode join)
    {
        var (was, after) = (ModeOf(from, join), to.Find(target(join.Id)));
        var becomes = after?.Type == BuiltInActivities.Join ? ModeOf(to, after) : "";
        if (was != JoinMode.All && becomes != JoinMode.All)
            return null;
        if (after is null || becomes.Length == 0)
            return "qui n'existe pas dans la nouvelle version";
        if (was != becomes)
            return $"dont le mode change : « {was} » devient « {becomes} »";
        var (old, now) = (join.In.Select(e => Name(target(e.From.Id), e.Port)).ToHashSet(), after.In.Select(e => Name(e.From.Id, e.Port)).ToHashSet());
        var (more, less) = (now.Except(old).Order(StringComparer.Ordinal).ToList(), old.Except(now).Order(StringComparer.Ordinal).ToList());
        if (more.Count + less.Count == 0)
            return null;
        List<string> parts = [];
        if (more.Count > 0)
            parts.Add("attend en plus " + string.Join(", ", more));
        if (less.Count > 0)
            parts.Add("n'attend plus " + string.Join(", ", less));
        return "qui dans la nouvelle version " + string.Join(" et ", parts);
    }

    /// <summary>Joins for all, ahead of the tokens as they will stand, that wait for a branch on which none of them is nor will come.</summary>
    private IEnumerable<(string Join, string Missing)> Missing(FlowNode? container, List<FlowNode> live, Dictionary<string, List<string>> counted)
    {
        var standing = live.Select(node => to.Find(target(node.Id))).OfType<FlowNode>().ToList();
        var waiting = counted.GroupBy(c => target(c.Key)).ToDictionary(g => g.Key, g => g.SelectMany(c => c.Value.Select(TargetKey)).ToHashSet());
        var sources = standing.Concat(waiting.Keys.Select(to.Find).OfType<FlowNode>()).ToList();
        foreach (var join in container?.Children.Where(child => child.Type == BuiltInActivities.Join && ModeOf(to, child) == JoinMode.All) ?? [])
        {
            if (!waiting.ContainsKey(join.Id) && !sources.Exists(join.Upstream.Contains))
                continue;
            var reached = Reached(sources.Where(node => node != join), join);
            var missing = join.In.Where(edge => !reached.Contains(edge.From) && waiting.GetValueOrDefault(join.Id)?.Contains($"{edge.From.Id}:{edge.Port}") != true).ToList();
            if (missing.Count > 0)
                yield return (join.Id, string.Join(", ", missing.Select(e => Name(e.From.Id, e.Port))));
        }
    }

    /// <summary>Where tokens can come without passing the join itself.</summary>
    private static HashSet<FlowNode> Reached(IEnumerable<FlowNode> sources, FlowNode join)
    {
        var open = new Stack<FlowNode>(sources);
        var found = new HashSet<FlowNode>(open);
        while (open.TryPop(out var node))
            foreach (var edge in node.Out.Where(edge => edge.To != join && found.Add(edge.To)))
                open.Push(edge.To);
        return found;
    }

    private string TargetKey(string key) => $"{target(key[..key.LastIndexOf(':')])}:{key[(key.LastIndexOf(':') + 1)..]}";

    private static string Name(string activity, string port) => port == Outcomes.Done ? $"« {activity} »" : $"« {activity} » par « {port} »";

    private static string ModeOf(FlowGraph graph, FlowNode join) => JoinMode.Of(join, new Run(graph, new InstanceState(), new RunFacts("", DateTimeOffset.UnixEpoch, null), ""));
}
