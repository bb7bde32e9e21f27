using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Storage;

/// <summary>
/// The content of the tenant of this scope, with the verbs of Orchard's content manager. An item has versions: the newest
/// (<c>Latest</c>) is what editors see, at most one is <c>Published</c>; saving beside a published version makes a draft.
/// </summary>
public sealed class ContentStore(MegalisDb db, ContentDefinitionStore definitions, ContentHandlers handlers, ContentVersions versions, TimeProvider clock)
{
    /// <summary>Rows to filter, sort and page; <see cref="ContentItemIndex.ToItem"/> gives the item of one.</summary>
    public IQueryable<ContentItemIndex> Query() => db.Set<ContentItemIndex>().AsNoTracking();

    /// <summary>An item that is not stored yet, with the parts of its type, empty.</summary>
    public async Task<ContentItem> NewAsync(string contentType, ContentAuthor author, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(author);
        var item = ContentItem.New(contentType, clock);
        item.Owner = author.AccountId;
        item.Author = author.Name;
        foreach (var part in (await definitions.LoadAsync(stop)).Type(contentType)?.Parts ?? [])
            item.Json.TryAdd(part.Name, new System.Text.Json.Nodes.JsonObject());
        return item;
    }

    /// <summary>An item by its id, or null.</summary>
    public async Task<ContentItem?> GetAsync(string contentItemId, VersionOptions options = VersionOptions.Published, CancellationToken stop = default)
    {
        var rows = Query().Where(row => row.ContentItemId == contentItemId);
        rows = options switch
        {
            VersionOptions.Published => rows.Where(row => row.Published),
            VersionOptions.Latest => rows.Where(row => row.Latest),
            _ => rows.Where(row => row.Latest && !row.Published),
        };
        return (await rows.SingleOrDefaultAsync(stop))?.ToItem();
    }

    /// <summary>One version by its own id, or null.</summary>
    public async Task<ContentItem?> GetVersionAsync(string contentItemVersionId, CancellationToken stop = default) =>
        (await Query().SingleOrDefaultAsync(row => row.ContentItemVersionId == contentItemVersionId, stop))?.ToItem();

    /// <summary>Every version that is kept, the newest first.</summary>
    public async Task<IReadOnlyList<ContentItem>> GetAllVersionsAsync(string contentItemId, CancellationToken stop = default) =>
        [.. (await Query().Where(row => row.ContentItemId == contentItemId).OrderByDescending(row => row.Id).ToListAsync(stop)).Select(row => row.ToItem())];

    /// <summary>Stores the item for editors only; what visitors see stays as it is.</summary>
    public Task<ContentSaved> SaveDraftAsync(ContentItem item, ContentAuthor author, CancellationToken stop = default) =>
        SaveAsync(item, author, publish: false, stop);

    /// <summary>Stores the item and shows it to visitors.</summary>
    public Task<ContentSaved> PublishAsync(ContentItem item, ContentAuthor author, CancellationToken stop = default) =>
        SaveAsync(item, author, publish: true, stop);

    /// <summary>Shows the newest version to visitors, as it is stored; what forbids it, or nothing.</summary>
    public async Task<IReadOnlyList<Refusal>> PublishAsync(string contentItemId, ContentAuthor author, CancellationToken stop = default) =>
        await GetAsync(contentItemId, VersionOptions.Latest, stop) is not { } item ? [Gone]
        : await SaveAsync(item, author, publish: true, stop) switch
        {
            ContentSaved.Refused refused => refused.Refusals,
            ContentSaved.Conflict => [new Refusal("Ce contenu vient d’être modifié par une autre personne.")],
            _ => [],
        };

    /// <summary>Takes the item from visitors' sight; editors keep its newest version as a draft.</summary>
    public async Task<IReadOnlyList<Refusal>> UnpublishAsync(string contentItemId, ContentAuthor author, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(author);
        IReadOnlyList<Refusal> refusals = [];
        await db.TransactAsync(async () =>
        {
            if (!await versions.UnpublishAsync(contentItemId, stop))
                refusals = [new Refusal("Ce contenu n’est pas publié.")];
        }, stop);
        return refusals;
    }

    /// <summary>Drops the draft and goes back to the published version.</summary>
    public async Task<IReadOnlyList<Refusal>> DiscardDraftAsync(string contentItemId, CancellationToken stop = default)
    {
        IReadOnlyList<Refusal> refusals = [];
        await db.TransactAsync(async () =>
        {
            if (!await versions.DiscardDraftAsync(contentItemId, stop))
                refusals = [new Refusal("Ce contenu n’a pas de brouillon à côté d’une version publiée.")];
        }, stop);
        return refusals;
    }

    /// <summary>Takes the item out of all lists. Its versions are kept: <see cref="RestoreAsync"/> brings one back.</summary>
    public async Task<IReadOnlyList<Refusal>> RemoveAsync(string contentItemId, CancellationToken stop = default)
    {
        IReadOnlyList<Refusal> refusals = [];
        await db.TransactAsync(async () =>
        {
            if (!await versions.RemoveAsync(contentItemId, stop))
                refusals = [Gone];
        }, stop);
        return refusals;
    }

    /// <summary>Lays a copy of an old version on top, as a draft. No version is lost, the draft that was there included.</summary>
    public async Task<ContentSaved> RestoreAsync(string contentItemVersionId, ContentAuthor author, CancellationToken stop = default)
    {
        if (await GetVersionAsync(contentItemVersionId, stop) is not { } item)
            return new ContentSaved.Refused([Gone]);
        item.Revision = (await GetAsync(item.ContentItemId, VersionOptions.Latest, stop))?.Revision ?? "";
        return await SaveAsync(item, author, publish: false, stop, keepDraft: true);
    }

    private async Task<ContentSaved> SaveAsync(ContentItem item, ContentAuthor author, bool publish, CancellationToken stop, bool keepDraft = false)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(author);
        item = item.Clone();
        if (await CheckAsync(item, publish, stop) is { Count: > 0 } refusals)
            return new ContentSaved.Refused(refusals);
        var theirs = default(ContentItem);
        try
        {
            await db.TransactAsync(async () => theirs = await versions.SaveAsync(item, author, publish, keepDraft, stop), stop);
        }
        catch (DbUpdateException) when (db.Database.CurrentTransaction is null)
        {
            // Two people at the very same moment: a unique index or the row's version decided.
            db.ChangeTracker.Clear();
            if (await CheckAsync(item, publish, stop) is { Count: > 0 } late)
                return new ContentSaved.Refused(late);
            theirs = await GetAsync(item.ContentItemId, VersionOptions.Latest, stop);
            if (theirs is null || theirs.Revision == item.Revision)
                throw;
        }

        return theirs is null ? new ContentSaved.Done(item) : new ContentSaved.Conflict(item, theirs);
    }

    private async Task<IReadOnlyList<Refusal>> CheckAsync(ContentItem item, bool publish, CancellationToken stop)
    {
        if (item.ContentItemId.Length == 0)
            item.ContentItemId = Ids.New(clock);
        var type = (await definitions.LoadAsync(stop)).Type(item.ContentType) ?? new ContentTypeDefinition([]);
        return await handlers.CheckAsync(new ContentSaving(item, type, publish, Importing: false), stop);
    }

    private static Refusal Gone => new("Ce contenu n’existe plus.");
}
