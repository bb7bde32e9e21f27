using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Workflows.Definitions;

/// <summary>What a reading gave: a definition, or why there is none.</summary>
internal sealed record DefinitionReading(WorkflowDefinition? Definition, IReadOnlyList<Finding> Findings);

/// <summary>
/// Reads Elsa 3's JSON. It refuses what has not the shape of a definition; whether its activities are known and its graph is
/// sound is asked of <see cref="ActivityCatalogue"/> and of the checks that stand on it.
/// </summary>
internal static class DefinitionReader
{
    /// <summary>Bytes of UTF-8; a circuit of a hundred steps takes a tenth of it.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Activities of one definition, inner ones included.</summary>
    public const int MostActivities = 2000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    public static DefinitionReading Read(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > MostBytes)
            return Refuse(FindingCodes.TooLarge, "", $"La définition dépasse {MostBytes / 1024} Kio.");
        try
        {
            return JsonNode.Parse(json, documentOptions: Strict) is JsonObject definition
                ? Read(definition)
                : Refuse(FindingCodes.WrongShape, "", "Ce fichier est du JSON, mais pas un circuit : une définition est un objet JSON, entre accolades.");
        }
        catch (JsonException error)
        {
            return Refuse(FindingCodes.NotJson, "", $"Le fichier n’est pas du JSON lisible : la lecture s’arrête à la ligne {error.LineNumber + 1 ?? 1}, caractère {error.BytePositionInLine + 1 ?? 1}. (Un membre écrit deux fois, ou plus de {Strict.MaxDepth} niveaux emboîtés, l’arrêtent aussi.)");
        }
    }

    /// <param name="json">Becomes the definition's own: the caller changes it no more.</param>
    public static DefinitionReading Read(JsonObject json)
    {
        var reader = new ActivityReader();
        if (json.ObjectOf("root") is not { } root)
            return Refuse(FindingCodes.WrongShape, "", "Ce n’est pas un circuit d’Elsa 3 : la définition n’a pas de « root », l’activité par laquelle elle commence.");
        var read = reader.Read(root, "root");
        if (json.TextOf("definitionId").Length == 0)
            reader.Add("", "La définition n’a pas de « definitionId » : l’identifiant que toutes ses versions partagent.");
        return reader.Findings.Count > 0 || read is null ? new DefinitionReading(null, reader.Findings) : new DefinitionReading(Definition(json, read, reader), []);
    }

    private static WorkflowDefinition Definition(JsonObject json, Activity root, ActivityReader reader) => new()
    {
        Id = json.TextOf("id"),
        DefinitionId = json.TextOf("definitionId"),
        Name = json.TextOf("name") is { Length: > 0 } name ? name : json.TextOf("definitionId"),
        Description = json.TextOf("description"),
        Version = json.NumberOf("version", 1),
        IsLatest = json.FlagOf("isLatest"),
        IsPublished = json.FlagOf("isPublished"),
        Variables = ActivityReader.Variables(json),
        Inputs = Declarations(json, "inputs"),
        Outputs = Declarations(json, "outputs"),
        Outcomes = json["outcomes"] is JsonArray outcomes ? [.. outcomes.Select(JsonText.Of)] : [],
        Root = root,
        Json = json,
    };

    private static IReadOnlyList<Declaration> Declarations(JsonObject json, string name) =>
    [
        .. json.ObjectsOf(name).Select(one => new Declaration(one.TextOf("name"), one.TextOf("type")) { DisplayName = one.TextOf("displayName"), Description = one.TextOf("description") }),
    ];

    private static DefinitionReading Refuse(string code, string activity, string message) => new(null, [new Finding(code, activity, message)]);
}
