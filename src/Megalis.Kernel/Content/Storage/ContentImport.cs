using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Content.Storage;

/// <summary>Takes in items that a recipe brings. The same item again changes nothing; another content of the same id becomes its newest version.</summary>
public sealed class ContentImport(ContentStore content, ContentVersions versions, ContentDefinitionStore definitions, ContentHandlers handlers, TimeProvider clock)
{
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
        item.CreatedUtc ??= now;
        item.ModifiedUtc ??= now;
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
