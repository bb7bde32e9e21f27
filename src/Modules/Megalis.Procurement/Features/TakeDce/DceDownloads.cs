using System.Globalization;
using Megalis.Kernel.Files;
using Megalis.Procurement.Data;
using Megalis.Procurement.Features.ManageDce;
using Megalis.Procurement.Features.ReadConsultation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.TakeDce;

/// <summary>The published documents, one by one and whole. Each download is a line of the register, with a name or without.</summary>
internal static class DceDownloads
{
    public static void MapDceDownloads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/marches/{reference}/dce/dossier.zip", [HttpMethods.Get, HttpMethods.Head], WholeAsync).AllowAnonymous();
        endpoints.MapMethods("/marches/{reference}/dce/{file}/{number:int}", [HttpMethods.Get, HttpMethods.Head], OneAsync).AllowAnonymous();
    }

    private static async Task<IResult> WholeAsync(string reference, string? r, HttpContext http, OwnerScope owner, IFileStore files, TimeProvider clock, CancellationToken stop)
    {
        await using var owned = await owner.EnterAsync(reference, stop);
        var versions = owned is null ? [] : PublicConsultation.PublishedFiles((await PublicConsultation.ReadAsync(owned, stop)).Consultation).Select(f => f.Current).ToList();
        if (owned is null || versions.Count == 0)
            return Results.NotFound();
        await NoteAsync(http, owned, r, $"Dossier complet ({versions.Count.ToString(CultureInfo.InvariantCulture)} fichier{(versions.Count == 1 ? "" : "s")})", clock, stop);
        var (tenant, now) = (owned.Owner.Id, clock.GetUtcNow());
        var sources = versions.Select(v => new ZipSource(v.DisplayName, () => files.Open(tenant, v.StoredFileId))).ToList();
        return Results.Stream(output => ZipWriter.WriteAsync(output, sources, now, stop), "application/zip", $"DCE-{reference}.zip");
    }

    private static async Task<IResult> OneAsync(
        string reference, string file, int number, string? r, HttpContext http, OwnerScope owner, IFileStore files, TimeProvider clock, CancellationToken stop)
    {
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null)
            return Results.NotFound();
        var version = (await PublicConsultation.ReadAsync(owned, stop)).Files.FirstOrDefault(f => f.Id == file)?.Versions.Find(v => v.Number == number);
        if (version is null)
            return Results.NotFound();
        await NoteAsync(http, owned, r, $"{version.DisplayName} (version {version.Number.ToString(CultureInfo.InvariantCulture)})", clock, stop);
        return DceDownload.Answer(version, files, owned.Owner.Id);
    }

    /// <summary>Looking at the headers, or going on with a broken download, is no second retrait.</summary>
    private static async Task NoteAsync(HttpContext http, OwnedConsultation owned, string? mark, string what, TimeProvider clock, CancellationToken stop)
    {
        var range = http.Request.GetTypedHeaders().Range;
        if (HttpMethods.IsHead(http.Request.Method) || range?.Ranges.All(p => p.From > 0) == true)
            return;
        var taker = await RetraitRegister.FindAsync(owned, mark, stop) ?? Taker.Anonymous;
        await RetraitRegister.WriteAsync(owned, taker, what, clock.GetUtcNow(), stop);
    }
}
