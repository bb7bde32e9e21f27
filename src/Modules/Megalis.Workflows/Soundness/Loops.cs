namespace Megalis.Workflows.Soundness;

/// <summary>Loops of a flowchart: groups of activities each of which leads to each other one.</summary>
internal static class Loops
{
    /// <summary>The loops among the activities that pass; an activity that leads to itself is one.</summary>
    public static IEnumerable<IReadOnlyList<int>> Of(FlowNet net, Func<NetNode, bool> passes)
    {
        var seen = new HashSet<int>();
        var reached = new Dictionary<int, HashSet<int>>();
        HashSet<int> From(int node) => reached.TryGetValue(node, out var known) ? known : reached[node] = Reach(net, node, passes);

        foreach (var node in net.Nodes.Where(node => passes(node)).Select(node => node.Index))
        {
            if (seen.Contains(node) || !From(node).Contains(node))
                continue;
            var loop = From(node).Where(other => From(other).Contains(node)).Order().ToList();
            seen.UnionWith(loop);
            yield return loop;
        }
    }

    private static HashSet<int> Reach(FlowNet net, int node, Func<NetNode, bool> passes)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([node]);
        while (open.TryPop(out var next))
            foreach (var edge in FlowNet.Out(net.Nodes[next]).Where(edge => passes(net.Nodes[edge.To]) && found.Add(edge.To)))
                open.Push(edge.To);
        return found;
    }
}
