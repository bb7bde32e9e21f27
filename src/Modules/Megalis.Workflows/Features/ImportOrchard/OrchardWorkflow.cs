using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Features.ImportOrchard;

/// <param name="Definition">Elsa's JSON; of use only when nothing was found.</param>
internal sealed record OrchardConversion(JsonObject Definition, IReadOnlyList<Finding> Findings);

/// <summary>One <c>WorkflowType</c> of Orchard Core as a definition in Elsa's JSON.</summary>
internal sealed class OrchardWorkflow
{
    private readonly List<Finding> _findings = [];
    private readonly SortedSet<string> _variables = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrchardActivity> _activities = [];
    private readonly JsonArray _connections = [];

    private OrchardWorkflow()
    {
    }

    public static OrchardConversion Convert(JsonObject type) => new OrchardWorkflow().Read(type);

    public void Refuse(string activity, string message) => _findings.Add(new Finding(FindingCodes.UnsupportedByImport, activity, message));

    /// <summary>A property of the workflow becomes a variable, an input a declared input.</summary>
    public void Declare(IEnumerable<string> properties, IEnumerable<string> inputs)
    {
        _variables.UnionWith(properties);
        _inputs.UnionWith(inputs);
    }

    private OrchardConversion Read(JsonObject type)
    {
        if (type.FlagOf("IsSingleton"))
            Refuse("", "« IsSingleton » n’a pas d’égal : plusieurs circuits d’une définition peuvent courir en même temps.");
        foreach (var activity in type.ObjectsOf("Activities"))
            _activities[activity.TextOf("ActivityId")] = OrchardActivity.Convert(activity, this);
        foreach (var transition in type.ObjectsOf("Transitions"))
            Connect(transition.TextOf("SourceActivityId"), transition.TextOf("SourceOutcomeName"), transition.TextOf("DestinationActivityId"));
        LeadSomewhere();
        SayMeetings();
        var start = StartOf(type);
        return new OrchardConversion(
            new JsonObject
            {
                ["definitionId"] = type.TextOf("WorkflowTypeId"),
                ["name"] = type.TextOf("Name"),
                ["variables"] = new JsonArray([.. _variables.Select(name => new JsonObject { ["id"] = name, ["name"] = name, ["typeName"] = "Object" })]),
                ["inputs"] = new JsonArray([.. _inputs.Select(name => new JsonObject { ["name"] = name, ["type"] = "Object" })]),
                ["root"] = new JsonObject
                {
                    ["id"] = "flow",
                    ["type"] = BuiltInActivities.Flowchart,
                    ["start"] = start,
                    ["activities"] = new JsonArray([.. _activities.Values.Select(activity => activity.Json)]),
                    ["connections"] = _connections,
                },
            },
            _findings);
    }

    private string StartOf(JsonObject type)
    {
        var starts = type.ObjectsOf("Activities").Where(activity => activity.FlagOf("IsStart")).ToList();
        if (starts is not [var start])
        {
            Refuse("", $"Le circuit a {starts.Count.ToString(CultureInfo.InvariantCulture)} départs ; ici il en a un.");
            return "";
        }

        var id = start.TextOf("ActivityId");
        var json = _activities[id].Json;
        if (json.TextOf("type") is "Elsa.Event" or "Elsa.Cron")
        {
            json["customProperties"] ??= new JsonObject();
            json["customProperties"]!["canStartWorkflow"] = true;
        }

        return id;
    }

    private void Connect(string from, string outcome, string to)
    {
        if (!_activities.TryGetValue(from, out var source) || !_activities.ContainsKey(to))
            Refuse(from, $"Une transition de « {from} » vers « {to} » mène à une activité qui n’existe pas.");
        else if (source.PortOf(outcome) is { } port)
            Add(from, port, to);
        else
            Refuse(from, $"L’issue « {outcome} » de « {source.Name} » n’a pas d’égal ici.");
    }

    /// <summary>In Orchard an outcome that leads nowhere halts its branch in silence; here the branch has an end that is drawn.</summary>
    private void LeadSomewhere()
    {
        foreach (var (id, activity) in _activities.Where(pair => pair.Value.Ports.Count > 1).ToList())
        {
            var taken = _connections.Where(one => one!["source"]!["activity"]!.GetValue<string>() == id).Select(one => one!["source"]!["port"]!.GetValue<string>()).ToHashSet();
            foreach (var port in activity.Ports.Where(port => !taken.Contains(port)))
            {
                var end = $"{id}-{port}";
                _activities[end] = OrchardActivity.End(end);
                Add(id, port, end);
            }
        }
    }

    /// <summary>In Orchard each token that arrives runs the activity: said in Elsa's word where several connections meet.</summary>
    private void SayMeetings()
    {
        foreach (var group in _connections.GroupBy(one => one!["target"]!["activity"]!.GetValue<string>()).Where(group => group.Skip(1).Any()))
            if (_activities[group.Key] is { Json: var json } && json.TextOf("type") != BuiltInActivities.Join)
                json["customProperties"] = new JsonObject { ["mergeMode"] = JoinModes.Cascade };
    }

    private void Add(string from, string port, string to) => _connections.Add((JsonNode)new JsonObject
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
    });
}
