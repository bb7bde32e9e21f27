using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Tests.Soundness;

/// <summary>
/// A flowchart in a line: <c>a:task(Oui,Non) b:line; a.Oui>b</c>. Activities, then connections. <c>!Cascade</c> after an
/// activity is its merge mode. The first activity is the start when only it can be.
/// </summary>
internal static class Drawing
{
    public static IReadOnlyList<Finding> Check(string drawing) => DefinitionCheck.Check(Json(drawing).ToJsonString(), ActivityTypes.BuiltIn).Findings;

    public static JsonObject Json(string drawing)
    {
        var parts = drawing.Split(';');
        var activities = Words(parts[0]).Select(ActivityOf).ToList();
        var connections = parts.Length == 1 ? [] : Words(parts[1]).Select(Connection).ToArray();
        var root = new JsonObject { ["id"] = "flow", ["type"] = BuiltInActivities.Flowchart, ["activities"] = new JsonArray([.. activities]), ["connections"] = new JsonArray(connections) };
        if (connections.Any(connection => connection["target"]!["activity"]!.GetValue<string>() == activities[0]["id"]!.GetValue<string>()) && activities.Count > 1)
            root["start"] = activities[0]["id"]!.GetValue<string>();
        return new JsonObject { ["definitionId"] = "drawn", ["root"] = root };
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject ActivityOf(string word)
    {
        var (id, rest) = (word.Split(':')[0], word.Split(':')[1]);
        var mergeMode = rest.Contains('!', StringComparison.Ordinal) ? rest.Split('!')[1] : null;
        rest = rest.Split('!')[0];
        var kind = rest.Split('(')[0];
        var names = rest.Contains('(', StringComparison.Ordinal) ? rest[(kind.Length + 1)..^1].Split(',') : [];
        var activity = new JsonObject { ["id"] = id, ["type"] = TypeOf(kind) };
        foreach (var (name, value) in Inputs(kind, names))
            activity[name] = value;
        if (mergeMode is not null)
            activity["customProperties"] = new JsonObject { ["mergeMode"] = mergeMode };
        return activity;
    }

    private static string TypeOf(string kind) => kind switch
    {
        "line" => "Elsa.WriteLine",
        "task" => BuiltInActivities.UserTask,
        "wait" => "Elsa.Delay",
        "mail" => "Megalis.SendMail",
        "decision" => BuiltInActivities.Decision,
        "switch" or "any" => BuiltInActivities.Switch,
        "fork" => BuiltInActivities.Fork,
        "join" => BuiltInActivities.Join,
        "finish" => "Elsa.Finish",
        _ => kind,
    };

    private static Dictionary<string, JsonNode?> Inputs(string kind, string[] names) => kind switch
    {
        "task" when names.Length > 0 => new() { ["title"] = "t", ["role"] = "r", ["outcomes"] = string.Join(",", names) },
        "task" => new() { ["title"] = "t", ["role"] = "r" },
        "wait" => new() { ["timeSpan"] = "01:00:00" },
        "mail" => new() { ["to"] = "a@b.fr", ["subject"] = "s", ["body"] = "b" },
        "decision" => new() { ["condition"] = true },
        "fork" => new() { ["branches"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) },
        "join" => new() { ["mode"] = names[0] },
        "switch" or "any" => new()
        {
            ["mode"] = kind == "any" ? "MatchAny" : "MatchFirst",
            ["cases"] = new JsonArray([.. names.Select(name => new JsonObject { ["label"] = name, ["condition"] = new JsonObject { ["type"] = "Literal", ["value"] = true } })]),
        },
        _ => [],
    };

    private static JsonNode Connection(string word)
    {
        var (source, target) = (word.Split('>')[0], word.Split('>')[1]);
        var from = new JsonObject { ["activity"] = source.Split('.')[0] };
        if (source.Contains('.', StringComparison.Ordinal))
            from["port"] = source.Split('.')[1];
        return new JsonObject { ["source"] = from, ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" } };
    }
}
