using System.Text.Json.Nodes;

namespace Megalis.Workflows.Definitions;

/// <summary>Reads activities, containers with what they hold; collects what has the wrong shape.</summary>
internal sealed class ActivityReader
{
    /// <summary>Members of an activity that are never inputs.</summary>
    private static readonly HashSet<string> Own =
    [
        "id", "nodeId", "name", "type", "version", "customProperties", "metadata", "activities", "variables", "connections", "start", "cases", "then", "else",
        "runAsynchronously", "canStartWorkflow", "$schema",
    ];

    private static readonly string[] BranchNames = ["then", "else"];

    private readonly List<Finding> _findings = [];
    private int _count;

    public IReadOnlyList<Finding> Findings => _findings;

    public void Add(string activity, string message) => _findings.Add(new Finding(FindingCodes.WrongShape, activity, message));

    /// <param name="path">Where it stands in the file, for activities without an id.</param>
    public Activity? Read(JsonObject json, string path)
    {
        var (id, type) = (json.TextOf("id"), json.TextOf("type"));
        if (++_count > DefinitionReader.MostActivities)
        {
            if (_count == DefinitionReader.MostActivities + 1)
                _findings.Add(new Finding(FindingCodes.TooLarge, "", $"La définition a plus de {DefinitionReader.MostActivities} activités."));
            return null;
        }

        if (id.Length == 0)
            Add("", $"L’activité {path} n’a pas d’« id ».");
        if (type.Length == 0)
            Add(id, $"L’activité {path} n’a pas de « type ».");
        return WithContents(json, path, new Activity
        {
            Id = id,
            NodeId = json.TextOf("nodeId"),
            Type = type,
            Version = json.NumberOf("version", 1),
            Name = json.TextOf("name"),
            DisplayText = json.ObjectOf("metadata")?.TextOf("displayText") ?? "",
            CanStart = json.ObjectOf("customProperties")?.FlagOf("canStartWorkflow") == true,
            CompensatedBy = json.ObjectOf("customProperties")?.TextOf("compensatedBy") ?? "",
            MergeMode = json.ObjectOf("customProperties")?.TextOf("mergeMode") ?? "",
            Json = json,
        });
    }

    private Activity WithContents(JsonObject json, string path, Activity activity)
    {
        var (children, connections) = (Children(json, path), Connections(json, activity.Id));
        return activity with
        {
            Inputs = Inputs(json),
            Outputs = Outputs(json),
            Cases = Cases(json, activity.Id),
            Children = children,
            Branches = Branches(json, path),
            Connections = connections,
            Variables = Variables(json),
            Start = json.TextOf("start") is { Length: > 0 } start ? start : OnlyStart(children, connections),
        };
    }

    public static IReadOnlyList<Variable> Variables(JsonObject owner) =>
    [
        .. owner.ObjectsOf("variables").Select(one => new Variable(
            one.TextOf("id") is { Length: > 0 } id ? id : one.TextOf("name"), one.TextOf("name"), one.TextOf("typeName"), one.FlagOf("isArray"), one["value"])),
    ];

    private List<Activity> Children(JsonObject json, string path)
    {
        if (json["activities"] is not JsonArray array)
            return [];
        var children = new List<Activity>();
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is not JsonObject child)
                Add(json.TextOf("id"), $"{path}.activities[{i}] n’est pas une activité.");
            else if (Read(child, $"{path}.activities[{i}]") is { } activity)
                children.Add(activity);
        }

        return children;
    }

    private Dictionary<string, Activity> Branches(JsonObject json, string path)
    {
        var branches = new Dictionary<string, Activity>();
        foreach (var name in BranchNames)
            if (json.ObjectOf(name) is { } branch && !branch.ContainsKey("expression") && Read(branch, $"{path}.{name}") is { } activity)
                branches[name] = activity;
        return branches;
    }

    private List<Connection> Connections(JsonObject json, string id)
    {
        var connections = new List<Connection>();
        foreach (var one in json.ObjectsOf("connections"))
        {
            if (one.ObjectOf("source") is not { } source || one.ObjectOf("target") is not { } target)
                Add(id, "Une connexion n’a pas de « source » ou pas de « target ».");
            else
                connections.Add(new Connection(End(source, Kernel.Workflows.ActivityDescription.Done), End(target, "In")));
        }

        return connections;
    }

    private static Endpoint End(JsonObject json, string port) =>
        new(json.TextOf("activity"), json.TextOf("port") is { Length: > 0 } given ? given : port);

    private static Dictionary<string, Input> Inputs(JsonObject json)
    {
        var inputs = new Dictionary<string, Input>();
        foreach (var (name, value) in json.Where(member => member.Value is not null && (!Own.Contains(member.Key) || IsInput(member.Value))))
            if (InputOf(value!) is { } input)
                inputs[name] = input;
        return inputs;
    }

    /// <summary>« body » is a branch of some activities and an input of others.</summary>
    private static bool IsInput(JsonNode value) => value is JsonObject wrapped && wrapped.ContainsKey("expression");

    private static Input? InputOf(JsonNode value) => value switch
    {
        JsonObject wrapped when wrapped.ContainsKey("expression") =>
            wrapped.ObjectOf("expression") is { } expression ? new Input(wrapped.TextOf("typeName"), ExpressionOf(expression)) : null,
        JsonObject output when output.ContainsKey("memoryReference") => null,
        _ => new Input("", new Expression(ExpressionTypes.Literal, value)),
    };

    /// <summary>Elsa writes a literal's type or leaves it out.</summary>
    private static Expression ExpressionOf(JsonObject json) =>
        new(json.TextOf("type") is { Length: > 0 } type ? type : ExpressionTypes.Literal, json["value"]);

    private static Dictionary<string, string> Outputs(JsonObject json)
    {
        var outputs = new Dictionary<string, string>();
        foreach (var (name, value) in json.Where(member => !Own.Contains(member.Key)))
            if (value is JsonObject output && output.ObjectOf("memoryReference") is { } reference && reference.TextOf("id") is { Length: > 0 } id)
                outputs[name] = id;
        return outputs;
    }

    private List<SwitchCase> Cases(JsonObject json, string id)
    {
        var cases = new List<SwitchCase>();
        foreach (var one in json.ObjectsOf("cases"))
        {
            if (one.TextOf("label") is not { Length: > 0 } label || one.ObjectOf("condition") is not { } condition)
                Add(id, "Un cas n’a pas de « label » ou pas de « condition ».");
            else
                cases.Add(new SwitchCase(label, ExpressionOf(condition.ObjectOf("expression") ?? condition)));
        }

        return cases;
    }

    /// <summary>A flowchart that does not say where it begins: at its Start, at what starts instances, at what nothing leads to.</summary>
    private static string OnlyStart(List<Activity> children, List<Connection> connections)
    {
        var targets = connections.Select(connection => connection.Target.Activity).ToHashSet();
        foreach (var candidates in (IEnumerable<Activity>[])
            [children.Where(child => child.Type == "Elsa.Start"), children.Where(child => child.CanStart), children.Where(child => !targets.Contains(child.Id))])
        {
            if (candidates.Take(2).ToList() is { Count: > 0 } found)
                return found is [var only] ? only.Id : "";
        }

        return "";
    }
}
