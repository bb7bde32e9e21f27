using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Content.Storage;

/// <summary>Takes in items that a recipe brings. The same item again changes nothing; another content of the same id becomes its newest version.</summary>
public sealed class ContentImport(ContentStore content, ContentVersions versions, ContentDefinitionStore definitions, ContentHandlers handlers, TimeProvider clock)
{
    private static readonly string[] Dates = [nameof(ContentItem.ModifiedUtc), nameof(ContentItem.PublishedUtc), nameof(ContentItem.CreatedUtc)];

    // What differs at every run of a recipe without the content having changed.
    private static readonly string[] Changing =
    [
        nameof(ContentItem.ContentItemVersionId), nameof(ContentItem.ModifiedUtc), nameof(ContentItem.PublishedUtc),
        nameof(ContentItem.CreatedUtc), nameof(ContentItem.Latest),
    ];

    /// <summary>Stores one item inside the caller's transaction; what forbids it, or nothing.</summary>
    public async Task<IReadOnlyList<Refusal>> ImportAsync(ContentItem item, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        item = item.Clone();
        Complete(item);
        var type = (await definitions.LoadAsync(stop)).Type(item.ContentType) ?? new ContentTypeDefinition([]);
        if (await handlers.CheckAsync(new ContentSaving(item, type, item.Published, Importing: true), stop) is { Count: > 0 } refusals)
            return refusals;
        if (await content.GetAsync(item.ContentItemId, VersionOptions.Latest, stop) is { } known && IsSame(known, item))
            return [];
        await versions.ImportAsync(item, item.Published, stop);
        return [];
    }

    private void Complete(ContentItem item)
    {
        var now = clock.GetUtcNow();
        if (item.ContentItemId.Length == 0) item.ContentItemId = Ids.New(clock);
        foreach (var name in Dates)
            if (Ago(item.Json[name]) is { } span)
                item.Json[name] = (now - span).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        item.CreatedUtc ??= now;
        item.ModifiedUtc ??= now;
    }

    /// <summary>Ours: « -P3D » in the place of a date means three days before the recipe runs.</summary>
    private static TimeSpan? Ago(JsonNode? date)
    {
        if (date is not JsonValue value || !value.TryGetValue<string>(out var text) || !text.StartsWith("-P", StringComparison.Ordinal)) return null;
        try
        {
            return XmlConvert.ToTimeSpan(text[1..]);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsSame(ContentItem known, ContentItem item)
    {
        return JsonNode.DeepEquals(Lasting(known), Lasting(item));

        static JsonObject Lasting(ContentItem from)
        {
            var json = from.Clone().Json;
            foreach (var name in Changing)
                json.Remove(name);
            return json;
        }
    }
}
