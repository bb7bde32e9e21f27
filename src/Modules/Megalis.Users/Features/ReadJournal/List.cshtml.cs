using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.ReadJournal;

/// <summary>The journal of this site; on the portal, of the whole platform.</summary>
[RequirePermission(KernelPermissions.ViewAuditTrail)]
internal sealed class ListModel(JournalReader reader, JournalPages pages) : JournalListPage
{
    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<JournalShown> Lines { get; private set; } = [];
    public IEnumerable<KeyValuePair<string, string>> Acts => pages.Acts;
    public int Total { get; private set; }

    /// <summary>Entries of this instant and later are shown without their positions.</summary>
    public DateTimeOffset? SealedSince { get; private set; }
    public bool MayExport { get; private set; }
    public bool IsFiltered => FilterQuery.Length > 0;

    public async Task OnGetAsync(CancellationToken stop)
    {
        var query = await pages.QueryAsync(Filter, stop);
        Total = await reader.CountAsync(query, stop);
        P = Math.Clamp(P, 1, Math.Max(1, (Total + JournalPages.Size - 1) / JournalPages.Size));
        Lines = await pages.ShowAsync(await reader.PageAsync(query, (P - 1) * JournalPages.Size, JournalPages.Size, stop), stop);
        SealedSince = await reader.SealedSinceAsync(stop);
        MayExport = await CurrentUser.MayAsync(KernelPermissions.ExportAuditTrail, stop);
    }
}
