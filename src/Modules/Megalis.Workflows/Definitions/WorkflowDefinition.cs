using System.Text.Json.Nodes;

namespace Megalis.Workflows.Definitions;

/// <summary>
/// One version of a workflow, in the terms of Elsa 3's JSON. Made by <see cref="DefinitionReader"/>, which has checked
/// nothing but its shape; members that this build does not know are kept in <see cref="Json"/>.
/// </summary>
internal sealed record WorkflowDefinition
{
    /// <summary>Of this version; Elsa's <c>id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Shared by all versions.</summary>
    public required string DefinitionId { get; init; }
    public required string Name { get; init; }
    public string Description { get; init; } = "";
    public int Version { get; init; } = 1;
    public bool IsLatest { get; init; }
    public bool IsPublished { get; init; }
    public IReadOnlyList<Variable> Variables { get; init; } = [];
    public IReadOnlyList<Declaration> Inputs { get; init; } = [];
    public IReadOnlyList<Declaration> Outputs { get; init; } = [];

    /// <summary>Ports of the workflow when another one runs it.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];
    public required Activity Root { get; init; }

    /// <summary>The whole definition as it was read. Never changed.</summary>
    public required JsonObject Json { get; init; }

    /// <summary>The root and everything in it, containers before what they contain.</summary>
    public IEnumerable<Activity> Activities => Root.WithDescendants();
}

/// <param name="Name">By which formulas call it.</param>
/// <param name="Initial">Its first value; null for none. Copied before it is given to anything that changes it.</param>
internal sealed record Variable(string Id, string Name, string TypeName, bool IsArray, JsonNode? Initial);

/// <summary>An input or an output of a whole workflow.</summary>
internal sealed record Declaration(string Name, string TypeName)
{
    /// <summary>What people read beside its field; empty when the file does not say.</summary>
    public string DisplayName { get; init; } = "";
    public string Description { get; init; } = "";
}

/// <summary>One activity; a container has children, connections or branches.</summary>
internal sealed record Activity
{
    /// <summary>Of its own in the whole definition.</summary>
    public required string Id { get; init; }

    /// <summary>Its path through the containers, <c>Workflow1:fc1:visa1</c>; empty when the file does not say.</summary>
    public string NodeId { get; init; } = "";
    public required string Type { get; init; }
    public int Version { get; init; } = 1;
    public string Name { get; init; } = "";

    /// <summary>What people read on the drawing; empty when the file does not say.</summary>
    public string DisplayText { get; init; } = "";

    /// <summary>Instances may begin here by themselves.</summary>
    public bool CanStart { get; init; }

    /// <summary>Id of the activity that undoes this one; empty for none.</summary>
    public string CompensatedBy { get; init; } = "";

    /// <summary>Elsa's MergeMode when the definition names one; empty for none.</summary>
    public string MergeMode { get; init; } = "";

    /// <summary>Inputs by their camelCase names.</summary>
    public IReadOnlyDictionary<string, Input> Inputs { get; init; } = new Dictionary<string, Input>();

    /// <summary>Outputs by their camelCase names, with the id of the variable that each one goes to.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();

    /// <summary>The cases of a FlowSwitch, in their order.</summary>
    public IReadOnlyList<SwitchCase> Cases { get; init; } = [];

    /// <summary>Of a flowchart, in any order; of a sequence, in theirs.</summary>
    public IReadOnlyList<Activity> Children { get; init; } = [];

    /// <summary>Activities under a name of their own: <c>then</c> and <c>else</c>.</summary>
    public IReadOnlyDictionary<string, Activity> Branches { get; init; } = new Dictionary<string, Activity>();
    public IReadOnlyList<Connection> Connections { get; init; } = [];
    public IReadOnlyList<Variable> Variables { get; init; } = [];

    /// <summary>Where a flowchart begins: what it says, or the one activity that can only be meant; empty when there is no such one.</summary>
    public string Start { get; init; } = "";

    /// <summary>The activity as it was read. Never changed.</summary>
    public required JsonObject Json { get; init; }

    public IEnumerable<Activity> WithDescendants() =>
        Children.Concat(Branches.Values).SelectMany(child => child.WithDescendants()).Prepend(this);
}

/// <param name="TypeName">Elsa's; empty when the file gives a plain value.</param>
internal sealed record Input(string TypeName, Expression Expression);

/// <param name="Type">One of <see cref="ExpressionTypes"/>, or what the file says.</param>
/// <param name="Value">Its meaning depends on the type; null for none. Never changed.</param>
internal sealed record Expression(string Type, JsonNode? Value)
{
    /// <summary>The value when it is a text, else its JSON; empty for none.</summary>
    public string Text => JsonText.Of(Value);
}

internal sealed record SwitchCase(string Label, Expression Condition);

internal sealed record Connection(Endpoint Source, Endpoint Target);

/// <param name="Port">Of a source: the outcome, <c>Done</c> when the file does not say. Of a target: <c>In</c>.</param>
internal sealed record Endpoint(string Activity, string Port);

/// <summary>The expressions that are evaluated here.</summary>
internal static class ExpressionTypes
{
    public const string Literal = "Literal";
    public const string Variable = "Variable";
    public const string Input = "Input";
    public const string Object = "Object";

    /// <summary>A formula in our own language (docs/reference/workflows.md).</summary>
    public const string Formula = "Megalis";
}
