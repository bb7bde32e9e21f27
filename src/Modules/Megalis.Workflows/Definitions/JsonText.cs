using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Workflows.Definitions;

/// <summary>Members of a JSON object as texts, numbers and flags; what has another shape is as if it were absent.</summary>
internal static class JsonText
{
    /// <summary>The text, or the JSON of anything else; empty for null.</summary>
    public static string Of(JsonNode? value) => value switch
    {
        null => "",
        JsonValue one when one.GetValueKind() == JsonValueKind.String => one.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    public static string TextOf(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    public static bool FlagOf(this JsonObject json, string name) => json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static int NumberOf(this JsonObject json, string name, int otherwise) =>
        json[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : otherwise;

    /// <summary>The members of an array that are objects.</summary>
    public static IEnumerable<JsonObject> ObjectsOf(this JsonObject json, string name) =>
        json[name] is JsonArray array ? array.OfType<JsonObject>() : [];

    public static JsonObject? ObjectOf(this JsonObject json, string name) => json[name] as JsonObject;
}
