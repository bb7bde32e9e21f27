using System.Text.Json.Nodes;

namespace Megalis.Workflows.Runtime.Graph;

/// <summary>
/// A published definition (Elsa 3 JSON, sound: publication has checked it) as the interpreter walks it. What the
/// interpreter has no use for, such as positions, is passed over.
/// </summary>
internal sealed class GraphReader
{
    private readonly Dictionary<string, FlowNode> _nodes = [];
    private readonly List<FlowVariable> _variables = [];

    private GraphReader()
    {
    }

    public static FlowGraph Read(string versionId, string json)
    {
        var definition = JsonNode.Parse(json)!.AsObject();
        var reader = new GraphReader();
        reader.AddVariables(definition);
        var root = reader.Node(definition["root"]!.AsObject(), parent: null);
        var outputs = definition["outputs"] is JsonArray array ? array.Select(o => FlowInputs.AsText(o?["name"])).ToList() : [];
        return new FlowGraph(versionId, FlowInputs.AsText(definition["definitionId"]), FlowInputs.AsText(definition["name"]), root, reader._nodes, reader._variables, outputs);
    }

    /// <summary>Variables of containers live as long as the instance: one scope, one name each.</summary>
    private void AddVariables(JsonObject owner)
    {
        if (owner["variables"] is JsonArray all)
            _variables.AddRange(all.OfType<JsonObject>().Select(v => new FlowVariable(FlowInputs.AsText(v["id"]), FlowInputs.AsText(v["name"]), v["value"]?.DeepClone())));
    }

    private FlowNode Node(JsonObject activity, FlowNode? parent)
    {
        var id = FlowInputs.AsText(activity["id"]);
        AddVariables(activity);
        var node = new FlowNode(id, FlowInputs.AsText(activity["type"]), parent, new JsonInputs(activity, _variables))
        {
            CanStart = Flag(activity, "canStartWorkflow"),
            CompensatedBy = activity["customProperties"]?["compensatedBy"] is { } by ? FlowInputs.AsText(by) : null,
        };
        if (!_nodes.TryAdd(id, node))
            throw new InvalidOperationException($"The definition holds two activities « {id} ».");
        if (activity["activities"] is JsonArray children)
            node.Children.AddRange(children.OfType<JsonObject>().Select(child => Node(child, node)));
        foreach (var slot in (string[])["then", "else"])
            if (activity[slot] is JsonObject branch)
                node.Slots[slot] = Node(branch, node);
        Connect(activity, node);
        return node;
    }

    private void Connect(JsonObject activity, FlowNode node)
    {
        if (activity["connections"] is JsonArray connections)
            foreach (var connection in connections.OfType<JsonObject>())
            {
                var (from, to) = (_nodes[FlowInputs.AsText(connection["source"]?["activity"])], _nodes[FlowInputs.AsText(connection["target"]?["activity"])]);
                var port = FlowInputs.AsText(connection["source"]?["port"]);
                var edge = new FlowEdge(to.In.Count, from, port.Length > 0 ? port : Behaviours.Outcomes.Done, to);
                from.Out.Add(edge);
                to.In.Add(edge);
            }

        var start = FlowInputs.AsText(activity["start"]);
        node.Start = node.Children.Find(c => c.Id == start)
            ?? node.Children.Find(c => c.Type == "Elsa.Start")
            ?? node.Children.Find(c => c.CanStart)
            ?? node.Children.Find(c => c.In.Count == 0);
    }

    private static bool Flag(JsonObject activity, string name) =>
        activity["customProperties"]?[name] is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;
}
