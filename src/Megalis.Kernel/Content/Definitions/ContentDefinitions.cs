using System.Text.Json.Nodes;

namespace Megalis.Kernel.Content.Definitions;

/// <summary>
/// The content types and parts of a tenant, as the steps <c>ContentDefinition</c> and <c>ReplaceContentDefinition</c> of
/// recipes build them. Names are compared without regard to case. Records keep what this build does not know.
/// </summary>
public sealed class ContentDefinitions
{
    private readonly SortedDictionary<string, ContentTypeDefinition> types = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, ContentPartDefinition> parts = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<ContentTypeDefinition> Types => types.Values;

    public IReadOnlyCollection<ContentPartDefinition> Parts => parts.Values;

    public ContentTypeDefinition? Type(string name) => types.GetValueOrDefault(name);

    public ContentPartDefinition? Part(string name) => parts.GetValueOrDefault(name);

    /// <summary>
    /// Orchard's step ContentDefinition: known types and parts are completed, not replaced. Settings of a type count only
    /// when its record has a display name (as in Orchard); a part that is attached again moves to the end and keeps its kind.
    /// </summary>
    /// <param name="step">An object with <c>ContentTypes</c> and <c>ContentParts</c>.</param>
    public void Merge(JsonObject step)
    {
        ArgumentNullException.ThrowIfNull(step);
        foreach (var record in DefinitionJson.Records(step, "ContentTypes"))
            MergeType(record);
        foreach (var record in DefinitionJson.Records(step, "ContentParts"))
            MergePart(record);
    }

    /// <summary>
    /// Orchard's step ReplaceContentDefinition: the named parts are removed from every type that has them, the named types
    /// are dropped, then the records are merged into what is left.
    /// </summary>
    public void Replace(JsonObject step)
    {
        ArgumentNullException.ThrowIfNull(step);
        foreach (var record in DefinitionJson.Records(step, "ContentParts"))
            RemovePart(DefinitionJson.Text(record, "Name"));
        foreach (var record in DefinitionJson.Records(step, "ContentTypes"))
            types.Remove(DefinitionJson.Text(record, "Name"));
        Merge(step);
    }

    /// <summary>A copy that shares nothing with this one.</summary>
    public ContentDefinitions Clone()
    {
        var copy = new ContentDefinitions();
        foreach (var type in types.Values)
            copy.Put(new ContentTypeDefinition(type.Json.DeepClone().AsObject()));
        foreach (var part in parts.Values)
            copy.Put(new ContentPartDefinition(part.Json.DeepClone().AsObject()));
        return copy;
    }

    public void RemoveType(string name) => types.Remove(name);

    /// <summary>Removes a part's fields and detaches it from all types.</summary>
    public void RemovePart(string name)
    {
        parts.Remove(name);
        foreach (var type in types.Values)
            if (type.Json[ContentTypeDefinition.PartRecords] is JsonArray records)
                foreach (var record in records.OfType<JsonObject>().Where(record => Is(record, "PartName", name)).ToList())
                    records.Remove(record);
    }

    internal void Put(ContentTypeDefinition type) => types[type.Name] = type;

    internal void Put(ContentPartDefinition part) => parts[part.Name] = part;

    private void MergeType(JsonObject record)
    {
        var name = DefinitionJson.Text(record, "Name");
        if (!types.TryGetValue(name, out var type))
            types[name] = type = new ContentTypeDefinition(new JsonObject
            {
                ["Name"] = name,
                ["DisplayName"] = DefinitionJson.Text(record, "DisplayName"),
                ["Settings"] = new JsonObject(),
                [ContentTypeDefinition.PartRecords] = new JsonArray(),
            });
        if (DefinitionJson.Text(record, "DisplayName") is { Length: > 0 } displayName)
        {
            type.Json["DisplayName"] = displayName;
            ContentJson.Merge(type.Settings, DefinitionJson.Object(record, "Settings"));
        }

        var attached = type.Json[ContentTypeDefinition.PartRecords]!.AsArray();
        foreach (var part in DefinitionJson.Records(record, ContentTypeDefinition.PartRecords))
            Attach(attached, part);
    }

    private static void Attach(JsonArray attached, JsonObject record)
    {
        var part = new ContentTypePartDefinition(record);
        var known = attached.OfType<JsonObject>().FirstOrDefault(other => Is(other, "Name", part.Name));
        if (known is null)
            known = new JsonObject { ["PartName"] = part.PartName, ["Name"] = part.Name, ["Settings"] = new JsonObject() };
        else
            attached.Remove(known);
        ContentJson.Merge(known["Settings"]!.AsObject(), part.Settings);
        attached.Add((JsonNode)known);
    }

    private void MergePart(JsonObject record)
    {
        var name = DefinitionJson.Text(record, "Name");
        if (!parts.TryGetValue(name, out var part))
            parts[name] = part = new ContentPartDefinition(new JsonObject
            {
                ["Name"] = name,
                ["Settings"] = new JsonObject(),
                [ContentPartDefinition.FieldRecords] = new JsonArray(),
            });
        ContentJson.Merge(part.Settings, DefinitionJson.Object(record, "Settings"));
        var fields = part.Json[ContentPartDefinition.FieldRecords]!.AsArray();
        foreach (var field in DefinitionJson.Records(record, ContentPartDefinition.FieldRecords))
            AddField(fields, new ContentFieldDefinition(field));
    }

    private static void AddField(JsonArray fields, ContentFieldDefinition field)
    {
        var known = fields.OfType<JsonObject>().FirstOrDefault(other => Is(other, "Name", field.Name));
        if (known is null)
            fields.Add((JsonNode)(known = new JsonObject { ["FieldName"] = "", ["Name"] = field.Name, ["Settings"] = new JsonObject() }));
        known["FieldName"] = field.FieldName;
        ContentJson.Merge(known["Settings"]!.AsObject(), field.Settings);
    }

    private static bool Is(JsonObject record, string member, string name) =>
        string.Equals(DefinitionJson.Text(record, member), name, StringComparison.OrdinalIgnoreCase);
}
