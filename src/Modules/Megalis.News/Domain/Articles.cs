using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Identifiers;
using Microsoft.EntityFrameworkCore;

namespace Megalis.News.Domain;

/// <summary>The published items of a section, as visitors list them.</summary>
internal sealed class Articles(ContentStore content)
{
    public async Task<(IReadOnlyList<ContentView> Items, int Total)> PageAsync(IContentSection section, string words, int page, int size, CancellationToken stop)
    {
        var rows = Published(section);
        foreach (var word in Folded.Of(words).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            rows = rows.Where(row => row.DisplayTextFolded.Contains(word));
        var total = await rows.CountAsync(stop);
        return (await ReadAsync(section, rows.Skip((page - 1) * size).Take(size), stop), total);
    }

    public Task<IReadOnlyList<ContentView>> LatestAsync(IContentSection section, int count, CancellationToken stop) =>
        ReadAsync(section, Published(section).Take(count), stop);

    /// <summary>The item at an address of the section; null when there is none, when it is not published, or belongs elsewhere.</summary>
    public async Task<ContentView?> FindAsync(IContentSection section, string? id, CancellationToken stop) =>
        id is not null && await content.GetAsync(id, VersionOptions.Published, stop) is { } item && item.ContentType == section.ContentType
            ? new ContentView(item, section.IsDated) : null;

    private static async Task<IReadOnlyList<ContentView>> ReadAsync(IContentSection section, IQueryable<ContentItemIndex> rows, CancellationToken stop) =>
        [.. (await rows.ToListAsync(stop)).Select(row => new ContentView(row.ToItem(), section.IsDated))];

    private IQueryable<ContentItemIndex> Published(IContentSection section)
    {
        var rows = content.Query().Where(row => row.ContentType == section.ContentType && row.Published);
        return section.IsDated
            ? rows.OrderByDescending(row => row.PublishedUtc).ThenByDescending(row => row.Id)
            : rows.OrderBy(row => row.DisplayTextFolded).ThenBy(row => row.Id);
    }
}
