using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.ListContent;

/// <summary>What an item may be, to its editors.</summary>
internal enum ContentState
{
    Published,
    Changed,
    Draft,
    Scheduled,
    Removed,
}

internal enum ContentOrder
{
    Modified,
    Published,
    Title,
}

/// <summary>What is looked for; every member comes from the address.</summary>
internal sealed record ContentFilter(string Words, string Type, ContentState? State, ContentOrder Order);

/// <summary>A line of the list.</summary>
/// <param name="IsOnline">Visitors see a version of it.</param>
/// <param name="HasDraft">The newest version is not the one that visitors see.</param>
/// <param name="Due">The next planned act.</param>
/// <param name="Failed">A planned act could not be done.</param>
internal sealed record ContentLine(
    string Id, string VersionId, string Type, string Title, DateTimeOffset? ModifiedUtc, DateTimeOffset? PublishedUtc, string Author,
    bool IsOnline, bool HasDraft, DateTimeOffset? Due, bool Failed);

/// <summary>The items of a site as their editors list them, found, sorted and paged in the database.</summary>
internal sealed class ContentList(ContentStore content, MegalisDb db)
{
    public async Task<(IReadOnlyList<ContentLine> Lines, int Total)> ReadAsync(ContentFilter filter, int page, int size, CancellationToken stop)
    {
        var rows = Find(filter);
        var total = await rows.CountAsync(stop);
        var lines = await Project(Sorted(rows, filter.Order).Skip((page - 1) * size).Take(size)).ToListAsync(stop);
        return (lines, total);
    }

    private IQueryable<ContentItemIndex> Find(ContentFilter filter)
    {
        var all = content.Query();
        var plans = db.Set<ContentSchedule>();
        var rows = filter.State == ContentState.Removed
            ? all.Where(row => !all.Any(other => other.ContentItemId == row.ContentItemId && (other.Latest || other.Id > row.Id)))
            : all.Where(row => row.Latest);
        rows = filter.State switch
        {
            ContentState.Published => rows.Where(row => row.Published),
            ContentState.Changed => rows.Where(row => !row.Published && all.Any(other => other.ContentItemId == row.ContentItemId && other.Published)),
            ContentState.Draft => rows.Where(row => !row.Published && !all.Any(other => other.ContentItemId == row.ContentItemId && other.Published)),
            ContentState.Scheduled => rows.Where(row => plans.Any(plan => plan.ContentItemId == row.ContentItemId)),
            _ => rows,
        };
        if (filter.Type.Length > 0)
            rows = rows.Where(row => row.ContentType == filter.Type);
        foreach (var word in Folded.Of(filter.Words).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            rows = rows.Where(row => row.DisplayTextFolded.Contains(word));
        return rows;
    }

    private static IQueryable<ContentItemIndex> Sorted(IQueryable<ContentItemIndex> rows, ContentOrder order) => order switch
    {
        ContentOrder.Title => rows.OrderBy(row => row.DisplayTextFolded).ThenBy(row => row.Id),
        ContentOrder.Published => rows.OrderByDescending(row => row.PublishedUtc).ThenByDescending(row => row.Id),
        _ => rows.OrderByDescending(row => row.ModifiedUtc).ThenByDescending(row => row.Id),
    };

    private IQueryable<ContentLine> Project(IQueryable<ContentItemIndex> rows)
    {
        var all = content.Query();
        var plans = db.Set<ContentSchedule>();
        return rows.Select(row => new ContentLine(
            row.ContentItemId, row.ContentItemVersionId, row.ContentType, row.DisplayText, row.ModifiedUtc, row.PublishedUtc, row.Author,
            all.Any(other => other.ContentItemId == row.ContentItemId && other.Published),
            !row.Published,
            plans.Where(plan => plan.ContentItemId == row.ContentItemId && plan.Failure == "").Min(plan => (DateTimeOffset?)plan.Due),
            plans.Any(plan => plan.ContentItemId == row.ContentItemId && plan.Failure != "")));
    }
}
