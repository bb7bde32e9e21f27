using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Megalis.Workflows.Runtime.State;

/// <summary>JSON as instances store it, and what of the world's JSON may come into them: what is stored must be read again.</summary>
internal static class StoredJson
{
    /// <summary>Lists and objects in one another, of one value. State, stimuli and calls put some levels around it.</summary>
    public const int Depth = 64;

    private const int Stored = 4 * Depth;

    private static readonly JsonDocumentOptions Ours = new() { MaxDepth = Stored };
    private static readonly JsonDocumentOptions Theirs = new() { MaxDepth = Depth, AllowDuplicateProperties = false };

    /// <summary>Of whole rows. Names differ by case: « a » and « A » are two variables, two members, two activities.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Stored,
    };

    /// <summary>What was stored here.</summary>
    public static JsonNode? Parse(string text) => JsonNode.Parse(text, documentOptions: Ours);

    /// <summary>What somebody else wrote. False: no JSON, too deep, a member twice, or a text that holds half a character.</summary>
    public static bool TryRead(string text, out JsonNode? value)
    {
        value = null;
        try
        {
            value = JsonNode.Parse(text, documentOptions: Theirs);
            return IsWhole(value);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a value may be kept.</summary>
    public static bool Fits(JsonNode? value, int depth = Depth) => value switch
    {
        JsonArray array => depth > 0 && array.All(item => Fits(item, depth - 1)),
        JsonObject members => depth > 0 && members.All(member => Fits(member.Value, depth - 1)),
        _ => true,
    };

    private static bool IsWhole(JsonNode? value)
    {
        try
        {
            return value switch
            {
                JsonArray array => array.All(IsWhole),
                JsonObject members => members.All(member => IsWhole(member.Value)),
                JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            // A surrogate without its other half: no text of .NET nor of the database.
            return false;
        }
    }
}
