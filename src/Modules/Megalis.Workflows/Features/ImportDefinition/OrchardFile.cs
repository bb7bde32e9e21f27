using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ImportOrchard;

namespace Megalis.Workflows.Features.ImportDefinition;

/// <summary>A file that Orchard Core wrote: one workflow type, alone or as the only one of a recipe.</summary>
internal static class OrchardFile
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Null when the file is no such thing: then it is read as Elsa's.</summary>
    public static OrchardConversion? TryConvert(string json)
    {
        if (Parse(json) is not { } file || file.ContainsKey("root"))
            return null;
        if (IsType(file))
            return OrchardWorkflow.Convert(file);
        var types = file.ObjectsOf("steps").Where(step => step.TextOf("name") == "WorkflowType").SelectMany(step => step.ObjectsOf("data")).Where(IsType).ToList();
        return types switch
        {
            [] => null,
            [var only] => OrchardWorkflow.Convert(only),
            _ => new OrchardConversion([], [new Finding(FindingCodes.UnsupportedByImport, "", $"Cette recette d’Orchard Core porte {types.Count} circuits : gardez-en un par fichier, ou exécutez la recette (Administration, Recettes).")]),
        };
    }

    private static bool IsType(JsonObject json) => json["Activities"] is JsonArray && json.TextOf("WorkflowTypeId").Length > 0;

    private static JsonObject? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
