using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>A file that arrived whole, before it belongs to anything.</summary>
internal sealed record ArrivedFile(PliPart Part, string DisplayName, StoredFile Stored, string Remark);

/// <summary>What came in one sending.</summary>
internal sealed record Arrived(IReadOnlyDictionary<string, string> Fields, IReadOnlyList<ArrivedFile> Files, IReadOnlyList<Refusal> Refusals);

/// <summary>
/// Reads a multipart sending as it arrives: each file goes straight to the disk while it is hashed, nothing is held in
/// memory and nothing is written twice. Fields come first in the form, the antiforgery token among them, so that a
/// sending that is not ours ends before its first file.
/// </summary>
internal sealed class DepotIntake(IFileStore files, IAntiforgery antiforgery)
{
    private const int FieldLength = 20_000;

    /// <returns>Null when the antiforgery token is missing or wrong.</returns>
    /// <exception cref="DiskFullException">No room; nothing of this sending stays.</exception>
    public async Task<Arrived?> ReadAsync(HttpContext http, int tenantId, CancellationToken stop)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            return null;
        var reader = new MultipartReader(boundary, http.Request.Body) { BodyLengthLimit = null };
        var fields = new Dictionary<string, string>();
        var arrived = new List<ArrivedFile>();
        var refusals = new List<Refusal>();
        var trusted = false;
        try
        {
            while (await reader.ReadNextSectionAsync(stop) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition)
                    continue;
                if (disposition.IsFileDisposition())
                {
                    trusted = trusted || await IsOursAsync(http, fields);
                    if (!trusted)
                        return null;
                    await TakeAsync(section.AsFileSection()!, tenantId, arrived, refusals, stop);
                }
                else if (section.AsFormDataSection() is { } field)
                {
                    fields[field.Name] = await ShortAsync(field);
                }
            }
        }
        catch
        {
            Forget(tenantId, arrived);
            throw;
        }

        return trusted || await IsOursAsync(http, fields) ? new Arrived(fields, arrived, refusals) : null;
    }

    /// <summary>Removes files that found no place in a row.</summary>
    public void Forget(int tenantId, IEnumerable<ArrivedFile> arrived)
    {
        foreach (var file in arrived)
            files.Delete(tenantId, file.Stored.RandomId);
    }

    private async Task TakeAsync(FileMultipartSection section, int tenantId, List<ArrivedFile> arrived, List<Refusal> refusals, CancellationToken stop)
    {
        // A file input that was left empty sends a nameless, empty part.
        if (string.IsNullOrEmpty(section.FileName))
            return;
        var name = SafeFileName.Clean(section.FileName);
        if (arrived.Count >= PliLimits.Files)
        {
            refusals.Add(new Refusal("« {0} » n'a pas été pris : {1} fichiers au plus. Regroupez-les dans une archive.", name.Name, PliLimits.Files));
            await section.FileStream!.CopyToAsync(Stream.Null, stop);
            return;
        }

        var part = section.Name.EndsWith(nameof(PliPart.Candidature), StringComparison.OrdinalIgnoreCase) ? PliPart.Candidature : PliPart.Offre;
        var room = PliLimits.Total - arrived.Sum(f => f.Stored.Length);
        var stored = await files.SaveAsync(tenantId, section.FileStream!, Math.Min(PliLimits.File, room), stop);
        if (PliLimits.CheckFile(name.Name, stored.Length) is { } refusal)
        {
            files.Delete(tenantId, stored.RandomId);
            refusals.Add(refusal);
            return;
        }

        arrived.Add(new ArrivedFile(part, name.Name, stored, name.Explain()));
    }

    /// <summary>The token stands in the form's first fields, or in the header that scripts send.</summary>
    private async Task<bool> IsOursAsync(HttpContext http, Dictionary<string, string> fields)
    {
        if (fields.TryGetValue("__RequestVerificationToken", out var token) && !http.Request.Headers.ContainsKey("RequestVerificationToken"))
            http.Request.Headers["RequestVerificationToken"] = token;
        return http.Request.Headers.ContainsKey("RequestVerificationToken") && await antiforgery.IsRequestValidAsync(http);
    }

    private static async Task<string> ShortAsync(FormMultipartSection field)
    {
        var text = await field.GetValueAsync();
        return text.Length <= FieldLength ? text : text[..FieldLength];
    }
}

/// <summary>Files of plis, and of plis in preparation, have rows; the janitor asks.</summary>
internal sealed class PliFileOwner(MegalisDb db) : IFileOwner
{
    public async Task<IReadOnlySet<string>> KnownAsync(IReadOnlyCollection<string> ids, CancellationToken stop)
    {
        var plis = await db.Set<PliFile>().Where(f => ids.Contains(f.StoredFileId)).Select(f => f.StoredFileId).ToListAsync(stop);
        var depots = await db.Set<DepotFile>().Where(f => ids.Contains(f.StoredFileId)).Select(f => f.StoredFileId).ToListAsync(stop);
        return plis.Concat(depots).ToHashSet();
    }
}
