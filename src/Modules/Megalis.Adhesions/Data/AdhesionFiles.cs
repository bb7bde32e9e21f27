using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Data;

/// <summary>Signed conventions have rows; the janitor asks.</summary>
internal sealed class AdhesionFiles(MegalisDb db) : IFileOwner
{
    public async Task<IReadOnlySet<string>> KnownAsync(IReadOnlyCollection<string> ids, CancellationToken stop) =>
        (await db.Set<Convention>().Where(c => ids.Contains(c.StoredFileId)).Select(c => c.StoredFileId).ToListAsync(stop)).ToHashSet();
}
