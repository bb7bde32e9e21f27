using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Storage;

/// <summary>
/// The rows of an item's versions, their addresses, plans and events, inside the caller's transaction. A row that loses a
/// flag is saved before the row that takes it: one version at most is newest and one published, by unique indexes.
/// </summary>
public sealed class ContentVersions(MegalisDb db, ContentDefinitionStore definitions, Autoroutes routes, Outbox outbox, ChangeLog changes, TimeProvider clock)
{
    /// <summary>Stores a version; returns what is there instead when the item was changed since it was read.</summary>
    internal async Task<ContentItem?> SaveAsync(ContentItem item, ContentAuthor author, bool publish, bool keepDraft, CancellationToken stop)
    {
        var rows = await LoadAsync(item.ContentItemId, stop);
        if (rows.Latest is not null && rows.Latest.Revision != item.Revision)
            return rows.Latest.ToItem();
        var inPlace = rows.Latest is { Published: false } && !keepDraft;
        var now = clock.GetUtcNow();
        item.ModifiedUtc = now;
        item.CreatedUtc ??= now;
        if (item.Owner.Length == 0) item.Owner = author.AccountId;
        item.Author = author.Name;
        item.ContentItemVersionId = inPlace ? rows.Latest!.ContentItemVersionId : Ids.New(clock);
        await StoreAsync(item, rows, publish, inPlace, stop);
        return null;
    }

    /// <summary>Stores a version that a recipe brings, with the ids and dates it brings; the newest from now on.</summary>
    internal async Task ImportAsync(ContentItem item, bool publish, CancellationToken stop)
    {
        var rows = await LoadAsync(item.ContentItemId, stop);
        var known = item.ContentItemVersionId.Length == 0 ? null
            : await db.Set<ContentItemIndex>().SingleOrDefaultAsync(row => row.ContentItemVersionId == item.ContentItemVersionId, stop);
        if (known is not null && known != rows.Latest)
            item.ContentItemVersionId = "";
        if (item.ContentItemVersionId.Length == 0)
            item.ContentItemVersionId = Ids.New(clock);
        await StoreAsync(item, rows, publish, inPlace: rows.Latest is not null && known == rows.Latest, stop);
    }

    internal async Task<bool> UnpublishAsync(string contentItemId, CancellationToken stop)
    {
        var rows = await LoadAsync(contentItemId, stop);
        if (rows.Published is null) return false;
        rows.Published.Published = false;
        await FinishAsync(contentItemId, rows.Latest, null, stop);
        await ForgetPlansAsync(contentItemId, ContentScheduleAction.Unpublish, stop);
        Tell(new ContentUnpublished(contentItemId, rows.Published.ContentType));
        await db.SaveChangesAsync(stop);
        return true;
    }

    internal async Task<bool> DiscardDraftAsync(string contentItemId, CancellationToken stop)
    {
        var rows = await LoadAsync(contentItemId, stop);
        if (rows.Published is null || rows.Latest is null || rows.Published == rows.Latest) return false;
        db.Remove(rows.Latest);
        outbox.Add(new ContentDropped(contentItemId, rows.Latest.ContentType));
        await db.SaveChangesAsync(stop);
        rows.Published.Latest = true;
        await FinishAsync(contentItemId, rows.Published, rows.Published, stop);
        return true;
    }

    internal async Task<bool> RemoveAsync(string contentItemId, CancellationToken stop)
    {
        var rows = await LoadAsync(contentItemId, stop);
        if (rows.Latest is null) return false;
        rows.Latest.Latest = rows.Latest.Published = false;
        outbox.Add(new ContentDropped(contentItemId, rows.Latest.ContentType));
        await ForgetPlansAsync(contentItemId, ContentScheduleAction.Publish, stop);
        await ForgetPlansAsync(contentItemId, ContentScheduleAction.Unpublish, stop);
        if (rows.Published is not null)
        {
            rows.Published.Published = false;
            Tell(new ContentUnpublished(contentItemId, rows.Published.ContentType));
        }

        await FinishAsync(contentItemId, null, null, stop);
        return true;
    }

    private async Task StoreAsync(ContentItem item, Rows rows, bool publish, bool inPlace, CancellationToken stop)
    {
        var published = publish ? item : rows.Published?.ToItem();
        item.Latest = true;
        item.Published = publish;
        if (publish) item.PublishedUtc ??= clock.GetUtcNow();
        await YieldAsync(item.ContentType, rows, publish, inPlace, stop);
        var row = inPlace ? rows.Latest! : ContentItemIndex.Of(item);
        row.Take(item);
        if (!inPlace) db.Add(row);
        await routes.SetAsync(item.ContentItemId, item, published, stop);
        if (publish)
        {
            await ForgetPlansAsync(item.ContentItemId, ContentScheduleAction.Publish, stop);
            outbox.Add(new ContentPublished(item.ContentItemId, item.ContentItemVersionId, item.ContentType));
            changes.Add(ChangeKinds.Content, item.ContentItemId);
        }

        await db.SaveChangesAsync(stop);
        item.Revision = row.Revision;
    }

    /// <summary>The rows there give up the flags that the new version takes.</summary>
    private async Task YieldAsync(string contentType, Rows rows, bool publish, bool inPlace, CancellationToken stop)
    {
        if (publish && rows.Published is { } former && !(inPlace && former == rows.Latest))
        {
            former.Published = former.Latest = false;
            if ((await definitions.LoadAsync(stop)).Type(contentType) is { Versionable: false })
                db.Remove(former);
        }

        if (!inPlace && rows.Latest is not null)
            rows.Latest.Latest = false;
        await db.SaveChangesAsync(stop);
    }

    private async Task FinishAsync(string contentItemId, ContentItemIndex? latest, ContentItemIndex? published, CancellationToken stop)
    {
        await db.SaveChangesAsync(stop);
        await routes.SetAsync(contentItemId, latest?.ToItem(), published?.ToItem(), stop);
        await db.SaveChangesAsync(stop);
    }

    private void Tell(ContentUnpublished unpublished)
    {
        outbox.Add(unpublished);
        changes.Add(ChangeKinds.Content, unpublished.ContentItemId);
    }

    private async Task ForgetPlansAsync(string contentItemId, ContentScheduleAction action, CancellationToken stop) =>
        db.RemoveRange(await db.Set<ContentSchedule>().Where(schedule => schedule.ContentItemId == contentItemId && schedule.Action == action).ToListAsync(stop));

    private async Task<Rows> LoadAsync(string contentItemId, CancellationToken stop)
    {
        var rows = await db.Set<ContentItemIndex>().Where(row => row.ContentItemId == contentItemId && (row.Latest || row.Published)).ToListAsync(stop);
        return new Rows(rows.Find(row => row.Latest), rows.Find(row => row.Published));
    }

    private sealed record Rows(ContentItemIndex? Latest, ContentItemIndex? Published);
}
