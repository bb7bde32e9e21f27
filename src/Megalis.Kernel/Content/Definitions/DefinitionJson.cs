using System.Text.Json.Nodes;

namespace Megalis.Kernel.Content.Definitions;

/// <summary>Reads definition records leniently: a member that is missing or of another kind counts as empty.</summary>
internal static class DefinitionJson
{
    public static string Text(JsonObject json, string name) => json[name] switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<double>(out _) => value.ToJsonString(),
        _ => "",
    };

    public static JsonObject Object(JsonObject json, string name) => json[name] as JsonObject ?? [];

    public static IEnumerable<JsonObject> Records(JsonObject json, string name) =>
        json[name] is JsonArray records ? records.OfType<JsonObject>() : [];
}
