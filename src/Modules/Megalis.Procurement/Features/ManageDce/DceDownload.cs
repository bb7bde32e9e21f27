using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Megalis.Procurement.Features.ManageDce;

/// <summary>The buyer reads its own documents, drafts and old versions included.</summary>
internal static class DceDownload
{
    public static void MapDceDownload(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/achats/{reference}/dossier/{file}/{number:int}", OwnAsync)
            .RequireAuthorization(new RequirePermissionAttribute(ProcurementPermissions.View));

    /// <summary>
    /// Always an attachment without a type of its own: a document of a stranger is never opened inside the site. Null
    /// content is a lost file, for the operator: it must not look like an empty document.
    /// </summary>
    public static IResult Answer(DceVersion version, IFileStore files, int tenantId) =>
        files.Open(tenantId, version.StoredFileId) is { } content
            ? Results.File(content, "application/octet-stream", version.DisplayName, enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{version.Sha256}\""))
            : throw new FileNotFoundException($"The version {version.Id} of the DCE has a row and no file.");

    private static async Task<IResult> OwnAsync(
        string reference, string file, int number, MegalisDb db, IFileStore files, TenantContext tenant, CancellationToken stop)
    {
        var consultation = await db.FindConsultationAsync(reference, stop);
        var version = consultation?.DceFiles.Find(f => f.Id == file)?.Versions.Find(v => v.Number == number);
        return version is null ? Results.NotFound() : Answer(version, files, tenant.Tenant.Id);
    }
}
