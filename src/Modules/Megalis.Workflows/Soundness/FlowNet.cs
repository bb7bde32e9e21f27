using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Soundness;

/// <summary>One connection of a flowchart.</summary>
/// <param name="Place">Where tokens that arrive at a join by it are counted; -1 when it leads to no join.</param>
internal sealed record NetEdge(int From, int To, string Port, int Place);

/// <summary>One activity of a flowchart as tokens see it.</summary>
/// <param name="Ways">Each way to leave: connections that get a token together. Empty when it is never left.</param>
/// <param name="Ends">A token on it may end the whole instance.</param>
/// <param name="Join">The mode of a join; null for other activities.</param>
internal sealed record NetNode(int Index, Activity Activity, ActivityType Type, IReadOnlyList<IReadOnlyList<NetEdge>> Ways, bool Ends, string? Join)
{
    public List<NetEdge> In { get; } = [];

    /// <summary>It never lets a step go on without having waited.</summary>
    public bool MustWait { get; init; }
}

/// <summary>What a container does to the token that enters it.</summary>
/// <param name="Completes">The token may come out.</param>
/// <param name="Ends">The instance may end inside.</param>
/// <param name="MustWait">The token cannot come out within one step.</param>
internal sealed record Passage(bool Completes, bool Ends, bool MustWait);

/// <summary>A flowchart as a net of places and tokens.</summary>
internal sealed class FlowNet
{
    private readonly Dictionary<string, int> _index = [];
    private readonly HashSet<int>?[] _upstream;

    private FlowNet(Activity flowchart, Func<Activity, (ActivityType Type, Passage Passage)> know)
    {
        Flowchart = flowchart;
        foreach (var child in flowchart.Children)
            _index[child.Id] = _index.Count;
        var places = flowchart.Children.Count;
        var edges = new List<NetEdge>();
        foreach (var connection in flowchart.Connections.Distinct())
        {
            var to = _index[connection.Target.Activity];
            var joins = flowchart.Children[to].Type == BuiltInActivities.Join;
            edges.Add(new NetEdge(_index[connection.Source.Activity], to, connection.Source.Port, joins ? places++ : -1));
        }

        Places = places;
        Nodes = [.. flowchart.Children.Select((child, index) => Node(child, index, edges, know(child)))];
        foreach (var edge in edges)
            Nodes[edge.To].In.Add(edge);
        _upstream = new HashSet<int>?[Nodes.Count];
        Start = _index[flowchart.Start];
    }

    public Activity Flowchart { get; }
    public IReadOnlyList<NetNode> Nodes { get; }

    /// <summary>One for each activity, then one for each connection that leads to a join.</summary>
    public int Places { get; }

    /// <summary>Where the first token stands.</summary>
    public int Start { get; }

    public static FlowNet Of(Activity flowchart, Func<Activity, (ActivityType Type, Passage Passage)> know) => new(flowchart, know);

    public static IEnumerable<NetEdge> Out(NetNode node) => node.Ways.SelectMany(way => way).Distinct();

    /// <summary>The activities from which a token may still reach this one, itself among them when it lies on a loop.</summary>
    public HashSet<int> Upstream(int node)
    {
        if (_upstream[node] is { } known)
            return known;
        var found = new HashSet<int>();
        var open = new Stack<int>([node]);
        while (open.TryPop(out var next))
            foreach (var edge in Nodes[next].In.Where(edge => found.Add(edge.From)))
                open.Push(edge.From);
        return _upstream[node] = found;
    }

    /// <summary>The start and everything to which connections lead from it.</summary>
    public HashSet<int> Connected()
    {
        var found = new HashSet<int> { Start };
        var open = new Stack<int>(found);
        while (open.TryPop(out var next))
            foreach (var edge in Out(Nodes[next]).Where(edge => found.Add(edge.To)))
                open.Push(edge.To);
        return found;
    }

    private static NetNode Node(Activity activity, int index, List<NetEdge> edges, (ActivityType Type, Passage Passage) known)
    {
        var (type, passage) = known;
        var ways = !passage.Completes
            ? []
            : ActivityPorts.Ways(activity, type).Select(ports => (IReadOnlyList<NetEdge>)[.. edges.Where(edge => edge.From == index && ports.Contains(edge.Port))]).ToList();
        return new NetNode(index, activity, type, ways, passage.Ends, type.Shape == ActivityShape.Join ? JoinModes.Of(activity) : null) { MustWait = passage.MustWait };
    }
}
