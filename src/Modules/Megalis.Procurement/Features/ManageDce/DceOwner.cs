using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ManageDce;

/// <summary>Every version of every document is kept, also of those that were replaced.</summary>
internal sealed class DceOwner(MegalisDb db) : IFileOwner
{
    public async Task<IReadOnlySet<string>> KnownAsync(IReadOnlyCollection<string> ids, CancellationToken stop) =>
        (await db.Set<DceVersion>().Where(v => ids.Contains(v.StoredFileId)).Select(v => v.StoredFileId).ToListAsync(stop)).ToHashSet();
}
