using Megalis.Kernel.Files;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>Step 2 of a deposit: files, one sending after the other, and lots. Works signed in or not.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ChooseFilesModel(OwnerScope owners, IFileStore files, TimeProvider clock) : DepotPage(owners, clock)
{
    public string UploadUrl => $"{Base}/{Depot.Id}/fichiers";

    /// <summary>Bytes that the pli may still take.</summary>
    public long Room => Math.Max(0, PliLimits.Total - Depot.Files.Sum(f => f.Length));

    public async Task<IActionResult> OnGetAsync(string reference, string depot, CancellationToken stop) =>
        await EnterAsync(reference, depot, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostRemoveAsync(string reference, string depot, string file, CancellationToken stop)
    {
        if (!await EnterAsync(reference, depot, stop))
            return NotFound();
        if (Depot.Files.Find(f => f.Id == file) is { } removed)
        {
            Depot.Files.Remove(removed);
            Db.Remove(removed);
            await Db.SaveChangesAsync(stop);
            files.Delete(Owned.Owner.Id, removed.StoredFileId);
            Notice = T["« {0} » est retiré de votre pli.", removed.DisplayName];
        }

        return LocalRedirect($"{Base}/{depot}");
    }

    public async Task<IActionResult> OnPostNextAsync(string reference, string depot, int[] lots, CancellationToken stop)
    {
        if (!await EnterAsync(reference, depot, stop))
            return NotFound();
        Depot.LotNumbers = string.Join(' ', lots.Distinct().Intersect(Consultation.Lots.Select(l => l.Number)).Order());
        await Db.SaveChangesAsync(stop);
        return Depot.CheckComplete(Consultation.Lots.Count) is { } refusal ? Refused(refusal) : LocalRedirect($"{Base}/{depot}/relire");
    }
}
