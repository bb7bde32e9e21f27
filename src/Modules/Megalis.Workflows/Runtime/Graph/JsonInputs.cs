using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Workflows.Runtime.Graph;

/// <summary>Inputs as an activity's JSON holds them: <c>{"typeName":…,"expression":{"type":…,"value":…}}</c>, or a plain value.</summary>
internal sealed class JsonInputs(JsonObject activity, List<FlowVariable> variables) : FlowInputs
{
    public override bool Has(string name) => activity[name] is { } input && !IsEmpty(input);

    public override JsonNode? Evaluate(string name, Run run) => activity[name] switch
    {
        JsonObject wrapped when wrapped.ContainsKey("expression") => wrapped["expression"] is JsonObject expression ? Value(expression, run) : null,
        var plain => plain,
    };

    public override string? Target(string name) => activity[name] switch
    {
        JsonObject output when output["memoryReference"]?["id"] is { } id => NameOf(AsText(id)),
        JsonObject variable when variable["id"] is { } id => NameOf(AsText(id), AsText(variable["name"])),
        JsonValue value => NameOf(AsText(value)),
        _ => null,
    };

    public override IEnumerable<string> Cases(Run run)
    {
        if (activity["cases"] is JsonArray cases)
            foreach (var one in cases.OfType<JsonObject>())
                if (one["condition"] is JsonObject condition && Holds(Value(condition["expression"] as JsonObject ?? condition, run)))
                    yield return AsText(one["label"]);
    }

    private static bool IsEmpty(JsonNode input) => input is JsonObject wrapped && wrapped["expression"] is JsonObject expression
        ? AsText(expression["value"]).Length == 0
        : AsText(input).Length == 0;

    private static bool Holds(JsonNode? value) => bool.TryParse(AsText(value), out var yes) && yes;

    private JsonNode? Value(JsonObject expression, Run run)
    {
        var value = expression["value"];
        switch (AsText(expression["type"]))
        {
            case "Literal":
                return value;
            case "Variable":
                return run.State.Variables.GetValueOrDefault(NameOf(AsText(value is JsonObject v ? v["id"] : value), AsText((value as JsonObject)?["name"])));
            case "Input":
                return run.State.Input.GetValueOrDefault(AsText(value is JsonObject i ? i["name"] : value));
            case "Object":
                return value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? Parse(text.GetValue<string>()) : value;
            case var type:
                throw new ActivityFailedException($"Une expression de type « {type} » n'est pas comprise.");
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new ActivityFailedException("Un objet n'est pas du JSON.");
        }
    }

    /// <summary>Definitions name a variable by its id, state and formulas by its name.</summary>
    private string NameOf(string id, string name = "") =>
        (variables.Find(v => v.Id == id) ?? variables.Find(v => v.Name == id || (name.Length > 0 && v.Name == name)))?.Name ?? (name.Length > 0 ? name : id);
}
