using System.ComponentModel.DataAnnotations;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.ManageMedia;

/// <summary>The images and files of the site, the newest first.</summary>
[RequirePermission(ContentPermissions.ManageMedia)]
internal sealed class MediaModel(MediaLibrary library, ImageIntake intake) : MegalisPage
{
    public const int Size = 24;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    [BindProperty]
    public IFormFile? Image { get; set; }

    [BindProperty, Display(Name = "Ce que montre l’image"), StringLength(ImageIntake.MaxAlt)]
    public string? Alt { get; set; }

    public IReadOnlyList<MediaFile> Files { get; private set; } = [];
    public int Total { get; private set; }

    public Task OnGetAsync(CancellationToken stop) => LoadAsync(stop);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await LoadAsync(stop);
        if (Image is null)
            return Refused(new Refusal("Choisissez une image.").On(nameof(Image)));
        try
        {
            var (path, refusal) = await intake.TakeAsync(Image, Alt, stop);
            if (refusal is not null)
                return Refused(refusal.On(refusal.Field == "alt" ? nameof(Alt) : nameof(Image)));
            TempData.Say(T["L’image est dans la bibliothèque : {0}", path!]);
            return LocalRedirect("/admin/medias");
        }
        catch (DiskFullException)
        {
            var page = Refused(new Refusal("Il n’y a plus de place pour enregistrer ce fichier. Rien n’a été gardé : réessayez plus tard.").On(nameof(Image)));
            Response.StatusCode = StatusCodes.Status507InsufficientStorage;
            return page;
        }
    }

    private async Task LoadAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 10_000);
        var rows = library.Query();
        foreach (var word in (Q ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            rows = rows.Where(file => file.PathKey.Contains(word));
        Total = await rows.CountAsync(stop);
        Files = await rows.OrderByDescending(file => file.Id).Skip((P - 1) * Size).Take(Size).ToListAsync(stop);
    }
}
