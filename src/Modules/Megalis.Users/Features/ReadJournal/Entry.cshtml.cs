using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.ReadJournal;

/// <summary>One entry with what was written and, once its position may be told, its proof.</summary>
[RequirePermission(KernelPermissions.ViewAuditTrail)]
internal sealed class EntryModel(JournalReader reader, JournalPages pages) : UsersPage
{
    public JournalShown Line { get; private set; } = null!;
    public JournalProof? Proof { get; private set; }
    public bool IsSealed { get; private set; }

    /// <summary>On the portal the contents of a tenant's entries stay that tenant's to read: names, addresses, questions.</summary>
    public bool IsOurs => Line.TenantId == Tenant.Id;

    /// <summary>Which task failed may tell of a pli, a receipt's mail for one: its content waits as long as its position.</summary>
    public bool IsReserved => IsSealed && Line.Entry.SubjectKind == "tache";

    public string Payload => Line.Entry.Payload is { } payload ? JournalPages.PayloadText(payload) : "";

    public async Task<IActionResult> OnGetAsync(string entryId, CancellationToken stop)
    {
        if (await reader.FindAsync(entryId, stop) is not { } line)
            return NotFound();
        Line = (await pages.ShowAsync([line], stop))[0];
        IsSealed = line.Entry.At >= await reader.SealedSinceAsync(stop);
        Proof = await reader.ProofAsync(entryId, stop);
        return Page();
    }
}
