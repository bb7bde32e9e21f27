using System.ComponentModel.DataAnnotations;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.ManageMedia;

/// <summary>One file of the library: what it shows, where it is used, and its removal.</summary>
[RequirePermission(ContentPermissions.ManageMedia)]
internal sealed class MediaFileModel(MediaLibrary library, ContentStore content, IFileStore files) : MegalisPage
{
    [BindProperty, Display(Name = "Ce que montre l’image"), StringLength(ImageIntake.MaxAlt)]
    public string? Alt { get; set; }

    public MediaFile Media { get; private set; } = null!;

    /// <summary>Items whose newest or published version names the file.</summary>
    public IReadOnlyList<ContentItemIndex> Uses { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken stop)
    {
        if (!await LoadAsync(id, stop))
            return NotFound();
        Alt = Media.Alt;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken stop)
    {
        if (!await LoadAsync(id, stop))
            return NotFound();
        if (string.IsNullOrWhiteSpace(Alt))
            return Refused(new Refusal("Dites ce que montre l’image : ceux qui ne la voient pas le liront.").On(nameof(Alt)));
        if (!ModelState.IsValid)
            return Invalid();
        await library.DescribeAsync(Media.Path, Alt.Trim(), stop);
        TempData.Say(T["La description est enregistrée. Les textes qui montrent déjà l’image gardent la leur."]);
        return LocalRedirect("/admin/medias");
    }

    public async Task<IActionResult> OnPostDeleteAsync(long id, CancellationToken stop)
    {
        if (!await LoadAsync(id, stop))
            return NotFound();
        if (Uses.Count > 0)
            return Refused(new Refusal("Ce fichier est utilisé par « {0} » : retirez-le d’abord de ce texte.", Uses[0].DisplayText));
        if (await library.RemoveAsync(Media.Path, stop) is { } unnamed)
            files.Delete(Media.TenantId, unnamed);
        TempData.Say(T["Le fichier « {0} » est supprimé.", Media.Path]);
        return LocalRedirect("/admin/medias");
    }

    private async Task<bool> LoadAsync(long id, CancellationToken stop)
    {
        if (await library.Query().SingleOrDefaultAsync(file => file.Id == id, stop) is not { } file)
            return false;
        Media = file;
        var path = file.Path;
        var rows = await content.Query().Where(row => (row.Latest || row.Published) && row.Json.Contains(path)).OrderByDescending(row => row.Id).Take(20).ToListAsync(stop);
        Uses = [.. rows.DistinctBy(row => row.ContentItemId)];
        return true;
    }
}

internal static class MediaKinds
{
    public static bool IsImage(this MediaFile file) =>
        Path.GetExtension(file.PathKey) is ".png" or ".jpg" or ".jpeg" or ".gif" or ".webp" or ".avif";
}
