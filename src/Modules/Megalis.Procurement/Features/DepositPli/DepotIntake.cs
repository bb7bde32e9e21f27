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
/// <param name="BeganAt">When its first byte was here.</param>
/// <param name="ArrivedAt">When its last one was, on the disk.</param>
internal sealed record ArrivedFile(PliPart Part, string DisplayName, StoredFile Stored, string Remark, DateTimeOffset BeganAt, DateTimeOffset ArrivedAt);

/// <summary>What came in one sending.</summary>
internal sealed record Arrived(IReadOnlyDictionary<string, string> Fields, IReadOnlyList<ArrivedFile> Files, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>A file was refused because the disk has no room for new ones.</summary>
    public bool LacksPlace { get; init; }

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
internal sealed class DepotIntake(IFileStore files, DepotAccess access, VisitorAllowance visitors, DiskFloor floor, TimeProvider clock)
{
    private const int FieldLength = 20_000;
    private const int MostFields = 100;
    private const string TokenField = "__RequestVerificationToken";
    private const string TokenHeader = "RequestVerificationToken";

    /// <summary>What .NET gives an IOException that no operating system has numbered: the reader's own complaints, never the disk's.</summary>
    private const int Unnumbered = unchecked((int)0x80131620);

    /// <param name="depotId">The preparation that it is for, when its browser may vouch for it.</param>
    /// <returns>Null when this is no multipart form, or may come from another site's page.</returns>
    /// <exception cref="DiskFullException">No room on the disk; nothing of this sending stays.</exception>
    public async Task<Arrived?> ReadAsync(HttpContext http, int tenantId, PliRoom room, string? depotId, CancellationToken stop)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            return null;
        var sending = new Sending(tenantId, room, http, access.IsVisitor);
        try
        {
            return await ReadAsync(new MultipartReader(boundary, http.Request.Body), sending, depotId, stop);
        }
        catch (Exception error) when (IsBroken(error))
        {
            Forget(tenantId, sending.Files);
            return sending.IsOurs || await IsOursAsync(sending, depotId) ? new Arrived(sending.Fields, [], [Broken(sending)]) : null;
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

    private async Task<Arrived?> ReadAsync(MultipartReader reader, Sending sending, string? depotId, CancellationToken stop)
    {
        while (await reader.ReadNextSectionAsync(stop) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
            {
                sending.Refusals.Add(new Refusal("Un fichier n’a pas été pris : son nom est illisible. Renommez-le."));
            }
            else if (disposition.IsFileDisposition())
            {
                sending.IsOurs = sending.IsOurs || await IsOursAsync(sending, depotId);
                if (!sending.IsOurs)
                    return null;
                await TakeAsync(section.AsFileSection()!, sending, stop);
            }
            else if (section.AsFormDataSection() is { } field && sending.Fields.Count < MostFields)
            {
                var text = await ShortAsync(field, stop);
                sending.Fields[field.Name] = sending.Fields.TryGetValue(field.Name, out var before) ? $"{before} {text}" : text;
            }
        }

        return sending.IsOurs || await IsOursAsync(sending, depotId) ? new Arrived(sending.Fields, sending.Files, sending.Refusals) { LacksPlace = sending.LacksPlace } : null;
    }

    private async Task TakeAsync(FileMultipartSection section, Sending sending, CancellationToken stop)
    {
        // A file input that was left empty sends a nameless, empty part.
        if (string.IsNullOrEmpty(section.FileName))
            return;
        sending.Began = true;
        var name = SafeFileName.CleanToShow(section.FileName);
        var (began, disk) = (clock.GetUtcNow(), floor.Left);
        // Read to its end and not kept: an answer before the last byte would look like a cut to the browser.
        if (((sending.IsVisitor ? visitors.Check(sending.Http) : null) ?? sending.Room.CheckOneMore(name.Name) ?? (disk <= 0 ? NoPlace(name, sending) : null)) is { } refusal)
        {
            sending.Refuse(refusal);
            return;
        }

        try
        {
            Keep(section.Name, name, began, await files.SaveAsync(sending.TenantId, section.FileStream!, Math.Min(sending.Room.NextFile, disk), stop), sending);
        }
        catch (FileTooLargeException error)
        {
            // The others of the sending are read on: what is left of this one is skipped.
            sending.Refuse(error.Limit < sending.Room.NextFile ? NoPlace(name, sending) : sending.Room.TooLarge(name.Name));
        }
    }

    private void Keep(string field, SafeFileName name, DateTimeOffset began, StoredFile stored, Sending sending)
    {
        // Many at once each saw the same room before they came: whoever now stands below the floor goes again.
        if ((stored.Length == 0 ? PliRoom.Empty(name.Name) : floor.Left < 0 ? NoPlace(name, sending) : sending.IsVisitor ? visitors.Take(sending.Http, stored.Length) : null) is { } refusal)
        {
            files.Delete(sending.TenantId, stored.RandomId);
            sending.Refuse(refusal);
            return;
        }

        var part = field.EndsWith(nameof(PliPart.Candidature), StringComparison.OrdinalIgnoreCase) ? PliPart.Candidature : PliPart.Offre;
        sending.Files.Add(new ArrivedFile(part, name.Name, stored, name.Explain(), began, clock.GetUtcNow()));
        sending.Room = sending.Room.Without(stored.Length);
    }

    /// <summary>What has arrived can still be handed in: that takes no room.</summary>
    private Refusal NoPlace(SafeFileName name, Sending sending)
    {
        floor.Tell();
        sending.LacksPlace = true;
        return new("« {0} » n’a pas été pris : la plateforme manque de place. Ce qui est déjà reçu y est toujours et peut être déposé. Réessayez dans quelques minutes, et prévenez l’assistance si la date limite approche.", name.Name);
    }

    /// <summary>The token stands in the form's first fields, or in the header that scripts send.</summary>
    private Task<bool> IsOursAsync(Sending sending, string? depotId)
    {
        // In the header the check finds it without reading the body, which is ours to read. An empty one is no token at all.
        var headers = sending.Http.Request.Headers;
        if (!headers.ContainsKey(TokenHeader))
            headers[TokenHeader] = sending.Fields.GetValueOrDefault(TokenField, "-");
        return access.IsOursAsync(sending.Http, depotId);
    }

    /// <summary>Not what a browser sends: cut short on its way with a polite end, or put together wrongly.</summary>
    private static bool IsBroken(Exception error) =>
        error is InvalidDataException || (error.GetType() == typeof(IOException) && error.HResult == Unnumbered);

    private static Refusal Broken(Sending sending) => sending.Began
        ? new Refusal("L’envoi est arrivé incomplet : aucun de ses fichiers n’a été gardé, ceux des envois précédents y sont toujours. Envoyez-les de nouveau.")
        : new Refusal("L’envoi ne contient aucun fichier, ou il est arrivé abîmé : rien n’en a été gardé. Choisissez vos fichiers et recommencez.");

    private static async Task<string> ShortAsync(FormMultipartSection field, CancellationToken stop)
    {
        using var reader = new StreamReader(field.Section.Body);
        var text = new char[FieldLength];
        return new string(text, 0, await reader.ReadBlockAsync(text, stop));
    }

    private sealed class Sending(int tenantId, PliRoom room, HttpContext http, bool isVisitor)
    {
        public int TenantId => tenantId;
        public HttpContext Http => http;
        public bool IsVisitor => isVisitor;

        /// <summary>Its token was found good.</summary>
        public bool IsOurs { get; set; }

        public bool LacksPlace { get; set; }

        /// <summary>A file at least was on its way.</summary>
        public bool Began { get; set; }
        public PliRoom Room { get; set; } = room;
        public Dictionary<string, string> Fields { get; } = [];
        public List<ArrivedFile> Files { get; } = [];
        public List<Refusal> Refusals { get; } = [];

        /// <summary>Two files that are refused for the same reason of the sending's own are told once.</summary>
        public void Refuse(Refusal refusal)
        {
            if (!Refusals.Any(r => r.ToString() == refusal.ToString()))
                Refusals.Add(refusal);
        }
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
