using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Content;

/// <summary>
/// One version of a content item, over Orchard's JSON: metadata and parts are sibling properties, fields lie inside the
/// part that bears the content type's name. The JSON is the truth: what this build does not know stays in its place, in
/// its order. Instants are ISO 8601 in UTC, microseconds at most.
/// </summary>
public sealed class ContentItem
{
    private static readonly HashSet<string> MetadataNames = new(StringComparer.Ordinal)
    {
        nameof(ContentItemId), nameof(ContentItemVersionId), nameof(ContentType), nameof(DisplayText), nameof(Latest),
        nameof(Published), nameof(ModifiedUtc), nameof(PublishedUtc), nameof(CreatedUtc), nameof(Owner), nameof(Author), "Id",
    };

    public ContentItem(JsonObject json) => Json = json;

    /// <summary>The whole item. Whoever changes it changes the item.</summary>
    public JsonObject Json { get; }

    /// <summary>
    /// Which state of the item was read, or empty for one that was never stored. A form carries it, so that the second of
    /// two people who save gets both texts to see. No part of the JSON.
    /// </summary>
    public string Revision { get; set; } = "";

    /// <summary>What all versions of an item share: 26 characters (<see cref="Ids"/>); longer ones of old sites are kept.</summary>
    public string ContentItemId { get => Text(nameof(ContentItemId)); set => Json[nameof(ContentItemId)] = value; }

    /// <summary>Unique in the tenant.</summary>
    public string ContentItemVersionId { get => Text(nameof(ContentItemVersionId)); set => Json[nameof(ContentItemVersionId)] = value; }

    public string ContentType { get => Text(nameof(ContentType)); set => Json[nameof(ContentType)] = value; }

    /// <summary>The text by which lists and links name the item.</summary>
    public string DisplayText { get => Text(nameof(DisplayText)); set => Json[nameof(DisplayText)] = value; }

    /// <summary>True for the version that editors see; one per item.</summary>
    public bool Latest { get => Flag(nameof(Latest)); set => Json[nameof(Latest)] = value; }

    /// <summary>True for the version that visitors see; at most one per item.</summary>
    public bool Published { get => Flag(nameof(Published)); set => Json[nameof(Published)] = value; }

    public DateTimeOffset? ModifiedUtc { get => Instant(nameof(ModifiedUtc)); set => SetInstant(nameof(ModifiedUtc), value); }

    public DateTimeOffset? PublishedUtc { get => Instant(nameof(PublishedUtc)); set => SetInstant(nameof(PublishedUtc), value); }

    public DateTimeOffset? CreatedUtc { get => Instant(nameof(CreatedUtc)); set => SetInstant(nameof(CreatedUtc), value); }

    /// <summary>The id of the account that owns the item.</summary>
    public string Owner { get => Text(nameof(Owner)); set => Json[nameof(Owner)] = value; }

    /// <summary>The name under which the version was written.</summary>
    public string Author { get => Text(nameof(Author)); set => Json[nameof(Author)] = value; }

    /// <summary>Names of everything that is no metadata: parts, known or not.</summary>
    public IEnumerable<string> PartNames => Json.Select(member => member.Key).Where(name => !MetadataNames.Contains(name));

    /// <summary>An empty item with Orchard's metadata in Orchard's order.</summary>
    public static ContentItem New(string contentType, TimeProvider clock) => new(new JsonObject
    {
        [nameof(ContentItemId)] = Ids.New(clock),
        [nameof(ContentItemVersionId)] = null,
        [nameof(ContentType)] = contentType,
        [nameof(DisplayText)] = "",
        [nameof(Latest)] = false,
        [nameof(Published)] = false,
        [nameof(ModifiedUtc)] = null,
        [nameof(PublishedUtc)] = null,
        [nameof(CreatedUtc)] = null,
        [nameof(Owner)] = "",
        [nameof(Author)] = "",
    });

    /// <exception cref="System.Text.Json.JsonException">The text is no JSON object.</exception>
    public static ContentItem Parse(string json) => new(ContentJson.ReadObject(json));

    /// <summary>The part under its class's name; null when the item has none.</summary>
    public TPart? Part<TPart>() where TPart : ContentPart, new() => Part<TPart>(typeof(TPart).Name);

    /// <summary>A part attached under a name of its own (Orchard: a named part, such as two BagParts); null when missing.</summary>
    public TPart? Part<TPart>(string name) where TPart : ContentPart, new()
    {
        if (Json[name] is not JsonObject json) return null;
        var part = new TPart();
        part.Attach(json);
        return part;
    }

    /// <summary>The part under its class's name, added empty when the item has none.</summary>
    public TPart Weld<TPart>() where TPart : ContentPart, new()
    {
        var name = typeof(TPart).Name;
        if (Json[name] is not JsonObject)
            Json[name] = new JsonObject();
        return Part<TPart>()!;
    }

    /// <summary>A copy that shares nothing with this one.</summary>
    public ContentItem Clone() => new(Json.DeepClone().AsObject()) { Revision = Revision };

    public override string ToString() => ContentJson.Write(Json);

    private string Text(string name) =>
        Json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private bool Flag(string name) =>
        Json[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private DateTimeOffset? Instant(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant : null;

    private void SetInstant(string name, DateTimeOffset? value) =>
        Json[name] = value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
