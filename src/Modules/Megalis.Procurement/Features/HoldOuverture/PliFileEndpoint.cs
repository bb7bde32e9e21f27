using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>A document of an opened pli, for the buyer; each reading is journaled. A closed pli is not there.</summary>
internal static class PliFileEndpoint
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/achats/{reference}/plis/{pli:length(26)}/{file:length(26)}", ReadAsync)
            .RequireAuthorization(new RequirePermissionAttribute(ProcurementPermissions.Open));

    private static async Task<IResult> ReadAsync(
        string reference, string pli, string file, MegalisDb db, TenantContext tenant, IFileStore files, Journal journal, CancellationToken stop)
    {
        var found = await (
            from c in db.Set<Consultation>()
            join p in db.Set<Pli>() on c.Id equals p.ConsultationId
            join f in db.Set<PliFile>() on p.Id equals f.PliId
            where c.Reference == reference && p.Id == pli && f.Id == file && p.OpenedAt != null
            select new { Consultation = c.Id, File = f }).AsNoTracking().SingleOrDefaultAsync(stop);
        if (found is null)
            return Results.NotFound();
        journal.Append(PliActs.Read, ConsultationActs.Subject, found.Consultation, new { pli, file = found.File.DisplayName, found.File.Sha256 });
        await db.SaveChangesAsync(stop);
        // A row without its file is a loss, for the operator to know: it must not look like a file that never was.
        var content = files.Open(tenant.Tenant.Id, found.File.StoredFileId) ?? throw new FileNotFoundException($"The file {file} of the pli {pli} has a row and no content.");
        // Always as a download: what a company sent is never run by the platform's origin.
        return Results.File(content, "application/octet-stream", SafeFileName.Clean(found.File.DisplayName).Name);
    }
}
