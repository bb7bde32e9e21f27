using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Routes;

/// <summary>The addresses of a tenant's content.</summary>
public sealed class Autoroutes(MegalisDb db)
{
    /// <summary>The id of the published item at a path, or null. The path may have slashes at its ends and any case.</summary>
    public Task<string?> FindAsync(string path, CancellationToken stop = default)
    {
        var key = ContentPaths.Key(path);
        return db.Set<AutorouteEntry>().Where(entry => entry.Path == key && entry.Published).Select(entry => entry.ContentItemId).SingleOrDefaultAsync(stop);
    }

    /// <summary>True when the path belongs to another item, published or in draft.</summary>
    public Task<bool> IsTakenAsync(string path, string contentItemId, CancellationToken stop = default)
    {
        var key = ContentPaths.Key(path);
        return db.Set<AutorouteEntry>().AnyAsync(entry => entry.Path == key && entry.ContentItemId != contentItemId, stop);
    }

    /// <summary>Leaves the item exactly the addresses of its newest and of its published version; the caller saves.</summary>
    internal async Task SetAsync(string contentItemId, ContentItem? latest, ContentItem? published, CancellationToken stop)
    {
        var entries = await db.Set<AutorouteEntry>().Where(entry => entry.ContentItemId == contentItemId).ToListAsync(stop);
        string?[] wanted = [PathOf(latest), PathOf(published)];
        db.RemoveRange(entries.Where(entry => !wanted.Contains(entry.Path)));
        foreach (var path in wanted.OfType<string>().Distinct())
        {
            var entry = entries.Find(known => known.Path == path);
            if (entry is null)
                db.Add(entry = new AutorouteEntry { Path = path, ContentItemId = contentItemId });
            entry.Latest = path == wanted[0];
            entry.Published = path == wanted[1];
        }
    }

    private static string? PathOf(ContentItem? item) =>
        item?.Part<AutoroutePart>() is { Disabled: false } part && ContentPaths.Key(part.Path) is { Length: > 0 } key ? key : null;
}
