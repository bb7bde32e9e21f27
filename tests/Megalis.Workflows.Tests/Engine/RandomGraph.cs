using System.Text.Json.Nodes;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>
/// A flowchart without loops, drawn by a seed, with how often each of its activities must run: computed from the graph
/// alone, by counting tokens along it, without any of the interpreter's machinery.
/// </summary>
internal sealed class RandomGraph
{
    private readonly Random random;
    private readonly List<(string Id, string Type, JsonObject Json, IReadOnlyList<string> Taken, IReadOnlyList<string> Ports)> nodes = [];
    private readonly List<(int From, string Port, int To)> edges = [];

    public RandomGraph(int seed)
    {
        random = new Random(seed);
        var count = random.Next(3, 14);
        for (var i = 0; i < count; i++)
            nodes.Add(Node(i));
        for (var from = 0; from < count - 1; from++)
            foreach (var port in nodes[from].Ports)
                foreach (var to in Enumerable.Range(from + 1, count - from - 1).OrderBy(_ => random.Next()).Take(random.Next(0, 3)))
                    edges.Add((from, port, to));
    }

    public string Definition(string id) => Elsa.Definition(
        id, Flowchart([.. nodes.Select(n => (JsonObject)n.Json.DeepClone())], [.. edges.OrderBy(_ => random.Next()).Select(e => $"{nodes[e.From].Id}:{e.Port} -> {nodes[e.To].Id}")]));

    /// <summary>How often each activity runs, those that never do left out.</summary>
    public IReadOnlyDictionary<string, int> Expected()
    {
        var tokens = new int[edges.Count];
        var runs = new Dictionary<string, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var arriving = edges.Select((e, at) => (e, at)).Where(x => x.e.To == i).Select(x => tokens[x.at]).ToList();
            var times = i == 0 ? 1 : arriving.Count == 0 ? 0 : nodes[i].Type switch { "WaitAll" => arriving.Min(), "WaitAllActive" => arriving.Max(), _ => arriving.Sum() };
            if (times > 0)
                runs[nodes[i].Id] = times;
            foreach (var (edge, at) in edges.Select((e, at) => (e, at)).Where(x => x.e.From == i))
                tokens[at] = nodes[i].Taken.Contains(edge.Port) ? times : 0;
        }

        return runs;
    }

    private (string, string, JsonObject, IReadOnlyList<string>, IReadOnlyList<string>) Node(int i)
    {
        var id = $"n{i}";
        string[] done = ["Done"];
        switch (i == 0 ? 0 : random.Next(8))
        {
            case 0:
                return (id, "Fork", Activity("FlowFork", id, ("branches", Object(new JsonArray("a", "b", "c")))), ["a", "b", "c"], ["a", "b", "c"]);
            case 1:
                var yes = random.Next(2) == 0;
                return (id, "Decision", Activity("FlowDecision", id, ("condition", Literal(yes, "Boolean"))), [yes ? "True" : "False"], ["True", "False"]);
            case 2:
                return (id, "WaitAll", Activity("FlowJoin", id, ("mode", Literal("WaitAll"))), done, done);
            case 3:
                return (id, "WaitAllActive", Activity("FlowJoin", id, ("mode", Literal("WaitAllActive"))), done, done);
            case 4:
                return (id, "Event", Activity("Event", id, ("eventName", Literal("e-" + id))), done, done);
            default:
                return (id, "Line", Activity("WriteLine", id, ("text", Literal(id))), done, done);
        }
    }
}
