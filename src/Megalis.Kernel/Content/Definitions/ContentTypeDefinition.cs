using System.Globalization;
using System.Text.Json.Nodes;

namespace Megalis.Kernel.Content.Definitions;

/// <summary>What a type of content is made of, over Orchard's record, which stays as it was written.</summary>
public sealed class ContentTypeDefinition(JsonObject json)
{
    internal const string PartRecords = "ContentTypePartDefinitionRecords";

    public JsonObject Json { get; } = json;

    public string Name => DefinitionJson.Text(Json, nameof(Name));

    /// <summary>How people call the type; the name when nothing else is said.</summary>
    public string DisplayName => DefinitionJson.Text(Json, nameof(DisplayName)) is { Length: > 0 } text ? text : Name;

    /// <summary>Groups of settings, by the name of Orchard's class: <c>ContentTypeSettings</c> ...</summary>
    public JsonObject Settings => DefinitionJson.Object(Json, nameof(Settings));

    /// <summary>The parts in the order of their <c>Position</c>, then of the definition.</summary>
    public IReadOnlyList<ContentTypePartDefinition> Parts =>
        [.. DefinitionJson.Records(Json, PartRecords).Select(record => new ContentTypePartDefinition(record)).OrderBy(part => part.Position)];

    public bool Creatable => Is(nameof(Creatable));

    public bool Listable => Is(nameof(Listable));

    /// <summary>True when items may be saved without being published.</summary>
    public bool Draftable => Is(nameof(Draftable));

    /// <summary>True when former versions are kept.</summary>
    public bool Versionable => Is(nameof(Versionable));

    public bool Securable => Is(nameof(Securable));

    /// <summary><c>Widget</c>, <c>MenuItem</c> ... or empty.</summary>
    public string Stereotype => DefinitionJson.Text(TypeSettings, nameof(Stereotype));

    /// <summary>True when a part of that kind is attached, under whatever name.</summary>
    public bool Has(string partName) => Parts.Any(part => string.Equals(part.PartName, partName, StringComparison.OrdinalIgnoreCase));

    private JsonObject TypeSettings => DefinitionJson.Object(Settings, "ContentTypeSettings");

    private bool Is(string flag) => TypeSettings[flag] is JsonValue value && value.TryGetValue<bool>(out var set) && set;
}

/// <summary>A part as it is attached to a type, over Orchard's record.</summary>
public sealed class ContentTypePartDefinition(JsonObject json)
{
    public JsonObject Json { get; } = json;

    /// <summary>The kind of part: <c>TitlePart</c>, <c>BagPart</c>, or the type's own name for its fields.</summary>
    public string PartName => DefinitionJson.Text(Json, nameof(PartName));

    /// <summary>The property of the content item; differs from the kind for named parts.</summary>
    public string Name => DefinitionJson.Text(Json, nameof(Name)) is { Length: > 0 } text ? text : PartName;

    public JsonObject Settings => DefinitionJson.Object(Json, nameof(Settings));

    /// <summary>The place in the editor; parts without one come last.</summary>
    public double Position =>
        double.TryParse(DefinitionJson.Text(DefinitionJson.Object(Settings, "ContentTypePartSettings"), nameof(Position)), CultureInfo.InvariantCulture, out var position)
            ? position : double.MaxValue;
}

/// <summary>The fields of a part, over Orchard's record.</summary>
public sealed class ContentPartDefinition(JsonObject json)
{
    internal const string FieldRecords = "ContentPartFieldDefinitionRecords";

    public JsonObject Json { get; } = json;

    public string Name => DefinitionJson.Text(Json, nameof(Name));

    public JsonObject Settings => DefinitionJson.Object(Json, nameof(Settings));

    public IReadOnlyList<ContentFieldDefinition> Fields =>
        [.. DefinitionJson.Records(Json, FieldRecords).Select(record => new ContentFieldDefinition(record))];
}

/// <summary>One field of a part, over Orchard's record: <see cref="FieldName"/> is its kind (<c>TextField</c>).</summary>
public sealed class ContentFieldDefinition(JsonObject json)
{
    public JsonObject Json { get; } = json;

    public string FieldName => DefinitionJson.Text(Json, nameof(FieldName));

    public string Name => DefinitionJson.Text(Json, nameof(Name));

    public JsonObject Settings => DefinitionJson.Object(Json, nameof(Settings));
}
