using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Definitions;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>What the definition steps check, and how they read Orchard's records.</summary>
internal static class ContentDefinitionRules
{
    private const string Types = "ContentTypes";
    private const string Parts = "ContentParts";
    private const string TypeParts = "ContentTypePartDefinitionRecords";
    private const string PartFields = "ContentPartFieldDefinitionRecords";

    public static void Check(RecipeNode step, RecipeErrors errors)
    {
        foreach (var list in (string[])[Types, Parts])
            if (step[list] is { Kind: not (JsonValueKind.Array or JsonValueKind.Null) } other)
                errors.Add(other, $"« {list} » doit être une liste.");
        foreach (var type in step.Items(Types))
        {
            Name(type, "Name", "du type", errors);
            Objects(type, TypeParts, errors);
            foreach (var part in type.Items(TypeParts))
                CheckAttached(part, errors);
        }

        foreach (var part in step.Items(Parts))
        {
            Name(part, "Name", "de la partie", errors);
            Objects(part, PartFields, errors);
            foreach (var field in part.Items(PartFields))
                CheckField(field, errors);
        }
    }

    /// <summary>The step's records under the spelling of Orchard, whatever the file's is.</summary>
    public static JsonObject Read(RecipeNode step) => new()
    {
        [Types] = step[Types]?.ToJson() as JsonArray,
        [Parts] = step[Parts]?.ToJson() as JsonArray,
    };

    private static void CheckAttached(RecipeNode part, RecipeErrors errors)
    {
        Name(part, "PartName", "de la partie (« PartName »)", errors);
        if (part["Name"] is not null)
            Name(part, "Name", "sous lequel la partie est attachée", errors);
        Settings(part, errors);
    }

    private static void CheckField(RecipeNode field, RecipeErrors errors)
    {
        Name(field, "FieldName", "de la sorte de champ (« FieldName »)", errors);
        Name(field, "Name", "du champ", errors);
        Settings(field, errors);
    }

    private static void Name(RecipeNode record, string key, string what, RecipeErrors errors)
    {
        if (ContentNames.Refuse(record.TextOf(key), what) is { } refusal)
            errors.Add(record[key] ?? record, refusal);
    }

    private static void Settings(RecipeNode record, RecipeErrors errors)
    {
        if (record["Settings"] is { Kind: not (JsonValueKind.Object or JsonValueKind.Null) } other)
            errors.Add(other, "« Settings » doit être un objet.");
    }

    private static void Objects(RecipeNode record, string list, RecipeErrors errors)
    {
        Settings(record, errors);
        foreach (var item in record.Items(list).Where(item => item.Kind != JsonValueKind.Object))
            errors.Add(item, $"chaque élément de « {list} » doit être un objet.");
    }
}
