using System.Text.Json.Nodes;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Definitions in Elsa's JSON, in as few words as a test can read.</summary>
internal static class Elsa
{
    /// <summary>The inputs that its activities read are declared.</summary>
    public static string Definition(string id, JsonObject root, params JsonObject[] variables) => new JsonObject
    {
        ["definitionId"] = id,
        ["inputs"] = new JsonArray([.. InputsIn(root).Distinct().Select(name => new JsonObject { ["name"] = name, ["type"] = "Object" })]),
        ["name"] = id,
        ["variables"] = new JsonArray([.. variables]),
        ["root"] = root,
    }.ToJsonString();

    public static JsonObject Variable(string name, JsonNode? value = null, string type = "String") =>
        new() { ["id"] = "v-" + name, ["name"] = name, ["typeName"] = type, ["value"] = value };

    public static JsonObject Activity(string type, string id, params (string Name, JsonNode? Value)[] inputs)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type.Contains('.') ? type : "Elsa." + type };
        foreach (var (name, value) in inputs)
            activity[name] = value;
        return activity;
    }

    public static JsonObject Sequence(params JsonObject[] activities) => With(Activity("Sequence", "root"), activities);

    /// <param name="connections">« a -> b », « a:Port -> b ».</param>
    public static JsonObject Flowchart(JsonObject[] activities, params string[] connections)
    {
        var chart = With(Activity("Flowchart", "root"), activities);
        chart["start"] = activities[0]["id"]!.GetValue<string>();
        chart["connections"] = new JsonArray([.. connections.Select(Connection)]);
        return chart;
    }

    public static JsonObject With(JsonObject container, params JsonObject[] activities)
    {
        container["activities"] = new JsonArray([.. activities]);
        return container;
    }

    public static JsonObject Literal(JsonNode? value, string type = "String") => Input("Literal", value, type);

    public static JsonObject FromVariable(string name) => Input("Variable", new JsonObject { ["id"] = "v-" + name, ["name"] = name }, "Object");

    public static JsonObject FromInput(string name) => Input("Input", name, "Object");

    public static JsonObject Object(JsonNode value) => Input("Object", value.ToJsonString(), "Object");

    public static JsonObject To(string variable) => new() { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-" + variable } };

    public static JsonObject Reference(string variable) => new() { ["id"] = "v-" + variable, ["name"] = variable, ["typeName"] = "String" };

    public static JsonObject SetVariable(string id, string variable, JsonObject value) => Activity("SetVariable", id, ("variable", Reference(variable)), ("value", value));

    public static JsonObject UserTask(string id, string title, string role, params string[] outcomes) => Activity(
        "Megalis.UserTask", id, ("title", Literal(title)), ("role", Literal(role)), ("outcomes", Object(new JsonArray([.. outcomes.Select(o => (JsonNode)o)]))));

    public static JsonObject Mail(string id, JsonObject to) => Activity("Megalis.SendMail", id, ("to", to), ("subject", Literal("Votre demande")), ("body", Literal("Elle avance.")));

    private static IEnumerable<string> InputsIn(JsonNode? node) => node switch
    {
        JsonObject expression when expression["type"]?.GetValue<string>() == "Input" => [expression["value"]!.GetValue<string>()],
        JsonObject owner => owner.SelectMany(member => InputsIn(member.Value)),
        JsonArray list => list.SelectMany(InputsIn),
        _ => [],
    };

    private static JsonObject Input(string type, JsonNode? value, string typeName) =>
        new() { ["typeName"] = typeName, ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    private static JsonNode Connection(string text)
    {
        var (from, to) = text.Split(" -> ") is [var f, var t] ? (f, t) : throw new ArgumentException(text);
        var (activity, port) = from.Split(':') is [var a, var p] ? (a, p) : (from, "Done");
        return new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = activity, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
        };
    }
}
