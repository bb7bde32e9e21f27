using Megalis.Kernel.Files;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>
/// Step 2 of a deposit: files, one sending after the other, and lots; <see cref="FileSending"/> takes them. Works signed in or not. Where a post comes from is
/// checked by <see cref="DepotAccess"/>: the page's token would be void after a sign-up in the middle.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ChooseFilesModel(OwnerScope owners, DepotAccess access, IFileStore files, TimeProvider clock) : DepotPage(owners, access, clock)
{
    /// <summary>The two fields of files: name, label, what belongs there.</summary>
    public IEnumerable<(string Name, string Label, string Hint)> Parts =>
    [
        (nameof(PliPart.Candidature), T["Pièces de candidature"], T["Qui vous êtes : DC1, DC2 ou DUME, attestations, références."]),
        (nameof(PliPart.Offre), T["Pièces de l’offre"], T["Ce que vous proposez : acte d’engagement, prix, mémoire technique."]),
    ];

    public string UploadUrl => $"{Base}/{Depot.Id}/fichiers";

    public async Task<IActionResult> OnGetAsync(string reference, string depot, CancellationToken stop)
    {
        if (await EnterAsync(reference, depot, stop) is { } elsewhere)
            return elsewhere;
        foreach (var sentence in TempData.TakeRefusals())
            ModelState.AddModelError("", sentence);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string reference, string depot, string file, CancellationToken stop)
    {
        if (await EnterAsync(reference, depot, stop) is { } elsewhere)
            return elsewhere;
        if (!await Access.IsOursAsync(HttpContext, depot))
            return BadRequest();
        if (Depot.Files.Find(f => f.Id == file) is { } removed && await RemoveAsync(removed, stop))
            Notice = T["« {0} » est retiré de votre pli.", removed.DisplayName];
        return LocalRedirect($"{Base}/{depot}");
    }

    /// <summary>The row first: a file that a pli already names must not go.</summary>
    private async Task<bool> RemoveAsync(DepotFile removed, CancellationToken stop)
    {
        Db.Remove(removed);
        try
        {
            await Db.SaveChangesAsync(stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Removed in another tab, or handed in: the page shows which.
            return false;
        }

        files.Delete(Owned.Owner.Id, removed.StoredFileId);
        return true;
    }
}
