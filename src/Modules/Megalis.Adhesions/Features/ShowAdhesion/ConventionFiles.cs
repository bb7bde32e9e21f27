using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Features.ShowAdhesion;

/// <summary>The signed document: bytes to the store first, the row follows with the caller's save. A file whose row was never saved is the janitor's.</summary>
internal sealed class ConventionFiles(IFileStore files, TenantContext tenant, TimeProvider clock)
{
    /// <summary>How every PDF begins (ISO 32000-1, 7.5.2).</summary>
    private static ReadOnlySpan<byte> PdfMark => "%PDF-"u8;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/admin/adhesions/{id:length(26)}/convention", ReadAsync).RequireAuthorization(new RequirePermissionAttribute(AdhesionsPermissions.Manage));

    public static Refusal? Check(IFormFile? document)
    {
        if (document is null)
            return null;
        if (document.Length == 0)
            return new Refusal("Le fichier est vide : vérifiez-le sur votre poste.");
        if (document.Length > ShowModel.FileLimit)
            return new Refusal("Le fichier pèse {0} ; la limite est de {1}.", FileSize.Text(document.Length), FileSize.Text(ShowModel.FileLimit));
        Span<byte> start = stackalloc byte[PdfMark.Length];
        using var content = document.OpenReadStream();
        return content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(PdfMark)
            ? null
            : new Refusal("Ce fichier n’est pas un PDF : numérisez la convention en PDF.");
    }

    public async Task<Convention> StoreAsync(Adhesion adhesion, string number, DateOnly signedOn, IFormFile? document, string byId, CancellationToken stop)
    {
        StoredFile? stored = null;
        if (document is not null)
        {
            await using var content = document.OpenReadStream();
            stored = await files.SaveAsync(tenant.Tenant.Id, content, ShowModel.FileLimit, stop);
        }

        return new Convention
        {
            AdhesionId = adhesion.Id,
            Number = OneLine.Of(number, 40),
            SignedOn = signedOn,
            RecordedAt = clock.GetUtcNow(),
            RecordedBy = byId,
            StoredFileId = stored?.RandomId ?? "",
            FileName = document is null ? "" : SafeFileName.Clean(document.FileName).Name,
            FileLength = stored?.Length ?? 0,
            Sha256 = stored?.Sha256 ?? "",
        };
    }

    private static async Task<IResult> ReadAsync(string id, MegalisDb db, TenantContext tenant, IFileStore files, CancellationToken stop)
    {
        if (await db.Set<Convention>().AsNoTracking().SingleOrDefaultAsync(c => c.AdhesionId == id && c.StoredFileId != "", stop) is not { } convention)
            return Results.NotFound();
        var content = files.Open(tenant.Tenant.Id, convention.StoredFileId) ?? throw new FileNotFoundException($"The convention of the request {id} has a row and no content.");
        return Results.File(content, "application/octet-stream", SafeFileName.Clean(convention.FileName).Name);
    }
}
