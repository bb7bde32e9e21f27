using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Runtime.Graph;

/// <summary>A published definition, which publication has found sound, as the interpreter walks it.</summary>
internal sealed class GraphReader
{
    private readonly Dictionary<string, FlowNode> _nodes = [];
    private readonly List<FlowVariable> _variables = [];

    private GraphReader()
    {
    }

    /// <exception cref="InvalidOperationException">The text has not the shape of a definition.</exception>
    public static FlowGraph Read(string versionId, string json)
    {
        var reading = DefinitionReader.Read(json);
        return reading.Definition is { } definition
            ? Read(versionId, definition)
            : throw new InvalidOperationException($"The version {versionId} cannot be read: {string.Join(' ', reading.Findings.Select(f => f.Message))}");
    }

    public static FlowGraph Read(string versionId, WorkflowDefinition definition)
    {
        var reader = new GraphReader();
        reader.AddVariables(definition.Variables);
        var root = reader.Node(definition.Root, parent: null);
        return new FlowGraph(versionId, definition.DefinitionId, definition.Name, root, reader._nodes, reader._variables, [.. definition.Outputs.Select(o => o.Name)]);
    }

    /// <summary>Variables of containers live as long as the instance: one scope, one name each.</summary>
    private void AddVariables(IEnumerable<Variable> variables) => _variables.AddRange(variables.Select(v => new FlowVariable(v.Id, v.Name, v.Initial)));

    private FlowNode Node(Activity activity, FlowNode? parent)
    {
        AddVariables(activity.Variables);
        var node = new FlowNode(activity.Id, activity.Type, parent, new ActivityInputs(activity, _variables))
        {
            CanStart = activity.CanStart,
            CompensatedBy = activity.CompensatedBy.Length > 0 ? activity.CompensatedBy : null,
        };
        if (!_nodes.TryAdd(activity.Id, node))
            throw new InvalidOperationException($"The definition holds two activities « {activity.Id} ».");
        node.Children.AddRange(activity.Children.Select(child => Node(child, node)));
        foreach (var (name, branch) in activity.Branches)
            node.Slots[name] = Node(branch, node);
        // One that is written twice is one, as for the soundness check.
        foreach (var connection in activity.Connections.Distinct())
            Connect(connection);
        node.Start = node.Children.Find(c => c.Id == activity.Start);
        return node;
    }

    private void Connect(Connection connection)
    {
        var (from, to) = (_nodes[connection.Source.Activity], _nodes[connection.Target.Activity]);
        var edge = new FlowEdge(from, connection.Source.Port, to);
        from.Out.Add(edge);
        to.In.Add(edge);
    }
}
