using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Workflows.Definitions;

/// <summary>
/// The one form in which a definition is stored and hashed. Members in ordinal order; activities and connections of a
/// flowchart in the order of their ids, those of a sequence in theirs; nothing where there is nothing (null members, empty
/// lists); numbers without idle zeros. What it does not know it keeps.
/// </summary>
internal static class DefinitionWriter
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What names or dates a version without changing what it does.</summary>
    private static readonly string[] OfTheVersion =
        ["$schema", "id", "version", "createdAt", "toolVersion", "isLatest", "isPublished", "isReadonly", "isSystem", "links"];

    /// <summary>Byte-stable JSON, drawing included: reading it and writing it again gives the same bytes.</summary>
    public static string Canonical(WorkflowDefinition definition) => Order(definition.Json, hashed: false).ToJsonString(Plain);

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of what the definition does: where activities stand on the drawing, in which order
    /// they are written, and which version it is do not count.
    /// </summary>
    public static string Hash(WorkflowDefinition definition)
    {
        var body = Order(definition.Json, hashed: true);
        foreach (var name in OfTheVersion)
            body.Remove(name);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString(Plain))));
    }

    /// <summary>The members of an activity that count for the hash, each as canonical JSON.</summary>
    public static IReadOnlyDictionary<string, string> Members(JsonObject activity) =>
        Order(activity, hashed: true).ToDictionary(member => member.Key, member => member.Value?.ToJsonString(Plain) ?? "");

    private static JsonObject Order(JsonObject json, bool hashed)
    {
        var ordered = new JsonObject();
        foreach (var (name, value) in json.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            // Elsa's empty lists come and go with the tool that saves; only « value » means what it says, even when empty.
            if (name == "value" || name == "expression")
                ordered[name] = Verbatim(value);
            else if (Member(json, name, value!, hashed) is { } kept)
                ordered[name] = kept;
        }

        return ordered;
    }

    private static JsonNode? Member(JsonObject owner, string name, JsonNode value, bool hashed) => value switch
    {
        JsonObject when hashed && name == "designer" => null,
        JsonArray when hashed && name == "vertices" => null,
        JsonObject inner => Order(inner, hashed) is { Count: > 0 } some ? some : null,
        JsonArray { Count: 0 } => null,
        JsonArray array => new JsonArray([.. Sorted(owner, name, array).Select(item => item is JsonObject inner ? Order(inner, hashed) : Verbatim(item))]),
        _ => Verbatim(value),
    };

    private static IEnumerable<JsonNode?> Sorted(JsonObject owner, string name, JsonArray array) => name switch
    {
        "activities" when owner.TextOf("type") != "Elsa.Sequence" => array.OrderBy(item => (item as JsonObject)?.TextOf("id"), StringComparer.Ordinal),
        "variables" => array.OrderBy(item => (item as JsonObject)?.TextOf("id"), StringComparer.Ordinal),
        "connections" => array.OrderBy(item => ConnectionKey(item as JsonObject), StringComparer.Ordinal),
        _ => array,
    };

    private static string ConnectionKey(JsonObject? connection) =>
        string.Join('\u0001', EndKey(connection?.ObjectOf("source")), EndKey(connection?.ObjectOf("target")));

    private static string EndKey(JsonObject? end) => $"{end?.TextOf("activity")}\u0001{end?.TextOf("port")}";

    /// <summary>A value of the workflow: nothing is left out, only the order of members and the writing of numbers are one.</summary>
    private static JsonNode? Verbatim(JsonNode? value) => value switch
    {
        JsonObject inner => new JsonObject(inner.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Verbatim(member.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Verbatim)]),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => Number(number),
        _ => value?.DeepClone(),
    };

    private static JsonNode Number(JsonValue number)
    {
        var text = number.ToJsonString();
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            return number.DeepClone();
        // Twenty-nine digits without idle zeros: 1.50 and 1.5 are one number.
        var short_ = exact.ToString("G29", CultureInfo.InvariantCulture);
        return JsonNode.Parse(short_.Contains('E', StringComparison.Ordinal) ? exact.ToString("0.#############################", CultureInfo.InvariantCulture) : short_)!;
    }
}
