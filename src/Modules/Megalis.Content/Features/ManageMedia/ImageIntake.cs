using System.Globalization;
using Megalis.Content.Domain;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;

namespace Megalis.Content.Features.ManageMedia;

/// <summary>Takes an image into the site's library: its kind is told by its bytes, its description is required.</summary>
internal sealed class ImageIntake(MediaLibrary library, IFileStore files, TenantContext tenant, TimeProvider clock)
{
    public const long MaxLength = 5_000_000;
    public const int MaxAlt = 300;

    /// <summary>Said beside every field that takes an image.</summary>
    public static string Hint => $"PNG, JPEG, GIF, WebP ou AVIF, {FileSize.Text(MaxLength)} au plus.";

    /// <summary>Stores the image; the path in the library, or why not.</summary>
    public async Task<(string? Path, Refusal? Refusal)> TakeAsync(IFormFile image, string? alt, CancellationToken stop)
    {
        alt = (alt ?? "").Trim();
        if (alt.Length is 0 or > MaxAlt)
            return (null, new Refusal("Dites ce que montre l’image, en {0} caractères au plus : ceux qui ne la voient pas le liront.", MaxAlt).On("alt"));
        if (image.Length == 0)
            return (null, new Refusal("Le fichier « {0} » est vide.", image.FileName).On("image"));
        if (image.Length > MaxLength)
            return (null, new Refusal("L’image « {0} » pèse {1} ; la limite est de {2}.", image.FileName, FileSize.Text(image.Length), FileSize.Text(MaxLength)).On("image"));
        await using var content = image.OpenReadStream();
        var head = new byte[ImageKind.HeadLength];
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, stop);
        if (ImageKind.Of(head.AsSpan(0, read)) is not { } extension)
            return (null, new Refusal("« {0} » n’est pas une image que les navigateurs affichent. {1}", image.FileName, Hint).On("image"));
        content.Position = 0;
        return (await StoreAsync(image.FileName, extension, alt, content, stop), null);
    }

    private async Task<string> StoreAsync(string name, string extension, string alt, Stream content, CancellationToken stop)
    {
        var id = tenant.Tenant.Id;
        var stored = await files.SaveAsync(id, content, MaxLength, stop);
        var path = await FreePathAsync(name, extension, stored.Sha256, stop);
        if (await library.PutAsync(path, stored, alt, stop) is { } unnamed)
            files.Delete(id, unnamed);
        return path;
    }

    /// <summary>« images/2027/la-plage.jpg »; the same image again keeps its place, another of that name gets a number.</summary>
    private async Task<string> FreePathAsync(string name, string extension, string sha256, CancellationToken stop)
    {
        var stem = Kernel.Content.Routes.ContentPaths.Slug(Path.GetFileNameWithoutExtension(SafeFileName.Clean(name).Name));
        var folder = "images/" + ParisTime.At(clock.GetUtcNow()).Year.ToString(CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var path = $"{folder}/{(stem.Length > 0 ? stem : "image")}{(number > 1 ? $"-{number}" : "")}{extension}";
            if (await library.FindAsync(path, stop) is not { } known || known.Sha256 == sha256)
                return path;
        }
    }
}
