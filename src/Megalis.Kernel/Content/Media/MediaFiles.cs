using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Media;

/// <summary>Tells the janitor which stored files the library names.</summary>
internal sealed class MediaFiles(MegalisDb db) : IFileOwner
{
    public async Task<IReadOnlySet<string>> KnownAsync(IReadOnlyCollection<string> ids, CancellationToken stop) =>
        (await db.Set<MediaFile>().Where(file => ids.Contains(file.FileId)).Select(file => file.FileId).ToListAsync(stop)).ToHashSet();
}
