using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Kernel.Content;

/// <summary>How content is written as text: Orchard's property order is kept, accents stay letters, no indentation.</summary>
public static class ContentJson
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    public static string Write(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.ToJsonString(Compact);
    }

    /// <exception cref="JsonException">The text is no JSON object.</exception>
    public static JsonObject ReadObject(string text) =>
        JsonNode.Parse(text, documentOptions: Reading) as JsonObject ?? throw new JsonException("a JSON object is expected");

    /// <summary>
    /// Merges settings as Orchard does: objects member by member, arrays as a union, everything else (null included)
    /// replaces what was there.
    /// </summary>
    public static void Merge(JsonObject into, JsonObject from)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(from);
        foreach (var (name, value) in from)
        {
            if (value is JsonObject inner && into[name] is JsonObject known)
                Merge(known, inner);
            else if (value is JsonArray added && into[name] is JsonArray list)
                Unite(list, added);
            else
                into[name] = value?.DeepClone();
        }
    }

    private static void Unite(JsonArray list, JsonArray added)
    {
        foreach (var item in added)
            if (!list.Any(known => JsonNode.DeepEquals(known, item)))
                list.Add(item?.DeepClone());
    }
}
