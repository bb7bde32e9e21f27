using System.Text.Json.Nodes;

namespace Megalis.Kernel.Content;

/// <summary>
/// A typed view on one part of a content item: properties read and write the item's own JSON, so that members which
/// this class does not know stay as they are. The class's name is the part's name, as in Orchard.
/// </summary>
public abstract class ContentPart
{
    /// <summary>The part's object inside the item.</summary>
    public JsonObject Json { get; private set; } = [];

    protected string? GetText(string name) =>
        Json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    protected bool GetFlag(string name) =>
        Json[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    protected void Set(string name, JsonNode? value) => Json[name] = value;

    internal void Attach(JsonObject json) => Json = json;
}
