using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Content.Storage;

/// <summary>
/// The row of one version of a content item: its JSON and the columns by which lists find it (Orchard's ContentItemIndex).
/// The flags of the row are the truth; those inside the JSON follow when the item is read.
/// </summary>
public sealed class ContentItemIndex : ITenantOwned, IVersioned
{
    public long Id { get; set; }
    public int TenantId { get; set; }
    public string ContentItemId { get; set; } = "";
    public string ContentItemVersionId { get; set; } = "";
    public string ContentType { get; set; } = "";
    public string DisplayText { get; set; } = "";

    /// <summary>For searching and sorting: <see cref="Folded"/>.</summary>
    public string DisplayTextFolded { get; set; } = "";
    public bool Latest { get; set; }
    public bool Published { get; set; }
    public DateTimeOffset? ModifiedUtc { get; set; }
    public DateTimeOffset? PublishedUtc { get; set; }
    public DateTimeOffset? CreatedUtc { get; set; }
    public string Owner { get; set; } = "";
    public string Author { get; set; } = "";

    /// <summary>The list that holds the item (<see cref="ContainedPart"/>), or empty.</summary>
    public string ListContentItemId { get; set; } = "";
    public int ListOrder { get; set; }

    /// <summary>The item as Orchard's JSON, text and not jsonb: the order of its members matters.</summary>
    public string Json { get; set; } = "{}";
    public int Version { get; set; }

    /// <summary>The item, with a <see cref="ContentItem.Revision"/> that says which state of it was read.</summary>
    public ContentItem ToItem()
    {
        var item = ContentItem.Parse(Json);
        if (item.Latest != Latest) item.Latest = Latest;
        if (item.Published != Published) item.Published = Published;
        item.Revision = Revision;
        return item;
    }

    internal string Revision => $"{ContentItemVersionId}:{Version}";

    internal static ContentItemIndex Of(ContentItem item)
    {
        var row = new ContentItemIndex { ContentItemId = item.ContentItemId, ContentItemVersionId = item.ContentItemVersionId };
        row.Take(item);
        return row;
    }

    /// <summary>Takes over everything but the ids from an item.</summary>
    internal void Take(ContentItem item)
    {
        ContentType = item.ContentType;
        DisplayText = item.DisplayText;
        DisplayTextFolded = Folded.Of(item.DisplayText);
        Latest = item.Latest;
        Published = item.Published;
        ModifiedUtc = item.ModifiedUtc;
        PublishedUtc = item.PublishedUtc;
        CreatedUtc = item.CreatedUtc;
        Owner = item.Owner;
        Author = item.Author;
        ListContentItemId = item.Part<ContainedPart>()?.ListContentItemId ?? "";
        ListOrder = item.Part<ContainedPart>()?.Order ?? 0;
        Json = item.ToString();
    }
}
