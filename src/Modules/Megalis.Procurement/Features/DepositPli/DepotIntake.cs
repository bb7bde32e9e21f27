using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.PrepareDepot;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>A file that arrived whole, before it belongs to anything.</summary>
internal sealed record ArrivedFile(PliPart Part, string DisplayName, StoredFile Stored, string Remark);

/// <summary>What came in one sending.</summary>
internal sealed record Arrived(IReadOnlyDictionary<string, string> Fields, IReadOnlyList<ArrivedFile> Files, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Empty when it did not come; the values of a repeated field stand one after the other, with spaces between.</summary>
    public string Field(string name) => Fields.GetValueOrDefault(name, "");

    /// <summary>Numbers of lots, by spaces or commas; what is none counts as 0, which no lot has.</summary>
    public static IEnumerable<int> Numbers(string text) =>
        text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(l => int.TryParse(l, CultureInfo.InvariantCulture, out var number) ? number : 0);
}

/// <summary>
/// Reads a multipart sending as it arrives: each file goes straight to the disk while it is hashed, nothing is held in
/// memory and nothing is written twice. Fields come first in the form, the antiforgery token among them, so that a
/// sending that is not ours ends before its first file.
/// </summary>
internal sealed class DepotIntake(IFileStore files, DepotAccess access)
{
    private const int FieldLength = 20_000;
    private const int MostFields = 100;
    private const string TokenField = "__RequestVerificationToken";
    private const string TokenHeader = "RequestVerificationToken";

    /// <param name="depotId">The preparation that it is for, when its browser may vouch for it.</param>
    /// <returns>Null when this is no multipart form, or may come from another site's page.</returns>
    /// <exception cref="DiskFullException">No room on the disk; nothing of this sending stays.</exception>
    public async Task<Arrived?> ReadAsync(HttpContext http, int tenantId, PliRoom room, string? depotId, CancellationToken stop)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            return null;
        var sending = new Sending(tenantId, room);
        try
        {
            return await ReadAsync(new MultipartReader(boundary, http.Request.Body), http, sending, depotId, stop);
        }
        catch
        {
            Forget(tenantId, sending.Files);
            throw;
        }
    }

    /// <summary>Removes files that found no place in a row.</summary>
    public void Forget(int tenantId, IEnumerable<ArrivedFile> arrived)
    {
        foreach (var file in arrived)
            files.Delete(tenantId, file.Stored.RandomId);
    }

    private async Task<Arrived?> ReadAsync(MultipartReader reader, HttpContext http, Sending sending, string? depotId, CancellationToken stop)
    {
        var trusted = false;
        while (await reader.ReadNextSectionAsync(stop) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
            {
                sending.Refusals.Add(new Refusal("Un fichier n’a pas été pris : son nom est illisible. Renommez-le."));
            }
            else if (disposition.IsFileDisposition())
            {
                trusted = trusted || await IsOursAsync(http, sending.Fields, depotId);
                if (!trusted)
                    return null;
                await TakeAsync(section.AsFileSection()!, sending, stop);
            }
            else if (section.AsFormDataSection() is { } field && sending.Fields.Count < MostFields)
            {
                var text = await ShortAsync(field, stop);
                sending.Fields[field.Name] = sending.Fields.TryGetValue(field.Name, out var before) ? $"{before} {text}" : text;
            }
        }

        return trusted || await IsOursAsync(http, sending.Fields, depotId) ? new Arrived(sending.Fields, sending.Files, sending.Refusals) : null;
    }

    private async Task TakeAsync(FileMultipartSection section, Sending sending, CancellationToken stop)
    {
        // A file input that was left empty sends a nameless, empty part.
        if (string.IsNullOrEmpty(section.FileName))
            return;
        var name = SafeFileName.Clean(section.FileName);
        if (sending.Room.CheckOneMore(name.Name) is { } full)
        {
            sending.Refusals.Add(full);
            return;
        }

        try
        {
            Keep(section.Name, name, await files.SaveAsync(sending.TenantId, section.FileStream!, sending.Room.NextFile, stop), sending);
        }
        catch (FileTooLargeException)
        {
            // The others of the sending are read on: what is left of this one is skipped.
            sending.Refusals.Add(sending.Room.TooLarge(name.Name));
        }
    }

    private void Keep(string field, SafeFileName name, StoredFile stored, Sending sending)
    {
        if (stored.Length == 0)
        {
            files.Delete(sending.TenantId, stored.RandomId);
            sending.Refusals.Add(PliRoom.Empty(name.Name));
            return;
        }

        var part = field.EndsWith(nameof(PliPart.Candidature), StringComparison.OrdinalIgnoreCase) ? PliPart.Candidature : PliPart.Offre;
        sending.Files.Add(new ArrivedFile(part, name.Name, stored, name.Explain()));
        sending.Room = sending.Room.Without(stored.Length);
    }

    /// <summary>The token stands in the form's first fields, or in the header that scripts send.</summary>
    private Task<bool> IsOursAsync(HttpContext http, Dictionary<string, string> fields, string? depotId)
    {
        // In the header the check finds it without reading the body, which is ours to read. An empty one is no token at all.
        if (!http.Request.Headers.ContainsKey(TokenHeader))
            http.Request.Headers[TokenHeader] = fields.GetValueOrDefault(TokenField, "-");
        return access.IsOursAsync(http, depotId);
    }

    private static async Task<string> ShortAsync(FormMultipartSection field, CancellationToken stop)
    {
        using var reader = new StreamReader(field.Section.Body);
        var text = new char[FieldLength];
        return new string(text, 0, await reader.ReadBlockAsync(text, stop));
    }

    private sealed class Sending(int tenantId, PliRoom room)
    {
        public int TenantId => tenantId;
        public PliRoom Room { get; set; } = room;
        public Dictionary<string, string> Fields { get; } = [];
        public List<ArrivedFile> Files { get; } = [];
        public List<Refusal> Refusals { get; } = [];
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
