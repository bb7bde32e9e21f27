using System.Text.Json.Nodes;

namespace Megalis.Workflows.Runtime.Graph;

/// <summary>A published version as the interpreter walks it: activities by id, with who contains whom and which connection leads where.</summary>
internal sealed record FlowGraph(string VersionId, string DefinitionId, string Name, FlowNode Root, IReadOnlyDictionary<string, FlowNode> Nodes, IReadOnlyList<FlowVariable> Variables, IReadOnlyList<string> Outputs)
{
    public FlowNode? Find(string activityId) => Nodes.GetValueOrDefault(activityId);
}

/// <param name="Name">By which expressions name it.</param>
/// <param name="Initial">Its first value; null for none. Copied, never given out.</param>
internal sealed record FlowVariable(string Id, string Name, JsonNode? Initial);

/// <summary>A connection between two activities of one flowchart.</summary>
internal sealed record FlowEdge(FlowNode From, string Port, FlowNode To);

/// <summary>One activity of a definition.</summary>
internal sealed class FlowNode(string id, string type, FlowNode? parent, FlowInputs inputs)
{
    private HashSet<FlowNode>? _upstream;

    public string Id => id;
    public string Type => type;

    /// <summary>The flowchart, sequence or branch that contains it; null for the root.</summary>
    public FlowNode? Parent => parent;
    public FlowInputs Inputs => inputs;

    /// <summary>Of a flowchart or a sequence.</summary>
    public List<FlowNode> Children { get; } = [];

    /// <summary>Activities under a name of their own: « then » and « else ».</summary>
    public Dictionary<string, FlowNode> Slots { get; } = [];

    /// <summary>Where a flowchart begins.</summary>
    public FlowNode? Start { get; set; }
    public List<FlowEdge> Out { get; } = [];
    public List<FlowEdge> In { get; } = [];

    /// <summary>The activity that undoes this one; null for most.</summary>
    public string? CompensatedBy { get; set; }

    /// <summary>Instances may begin here by themselves.</summary>
    public bool CanStart { get; set; }

    /// <summary>The activities from which a token may still reach this one, itself among them when it lies on a loop.</summary>
    public IReadOnlySet<FlowNode> Upstream => _upstream ??= FindUpstream();

    private HashSet<FlowNode> FindUpstream()
    {
        var found = new HashSet<FlowNode>();
        var open = new Stack<FlowNode>([this]);
        while (open.TryPop(out var node))
            foreach (var edge in node.In.Where(edge => found.Add(edge.From)))
                open.Push(edge.From);
        return found;
    }
}
