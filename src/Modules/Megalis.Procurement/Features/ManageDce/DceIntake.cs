using System.Globalization;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Http;

namespace Megalis.Procurement.Features.ManageDce;

/// <summary>What the DCE takes; shown before a file is chosen.</summary>
internal static class DceLimits
{
    /// <summary>Bytes of one file.</summary>
    public const long File = 200_000_000;

    /// <summary>Bytes of one sending, all files and fields together: above it the server stops reading.</summary>
    public const long Request = 1_000_000_000;

    /// <summary>Files of one consultation.</summary>
    public const int Files = 100;

    public static string Sentence { get; } =
        $"{FileSize.Text(File)} par fichier, {Files.ToString(CultureInfo.InvariantCulture)} fichiers au plus, {FileSize.Text(Request)} par envoi. Les programmes (.exe, .bat...) ne sont pas acceptés.";
}

/// <summary>What became of the files of one sending.</summary>
/// <param name="Names">Names of those that were taken.</param>
/// <param name="Refusals">One sentence for each that was not.</param>
/// <param name="Remarks">Names that had to be cleaned.</param>
internal sealed record DceTaken(List<string> Names, List<Refusal> Refusals, List<string> Remarks);

/// <summary>
/// Takes documents into the DCE: bytes go to the file store first, rows follow with the caller's SaveChanges. A file
/// whose row was never saved is the janitor's.
/// </summary>
internal sealed class DceIntake(IFileStore files, TenantContext tenant, ConsultationActs acts, TimeProvider clock)
{
    private static readonly HashSet<string> Programs = new(
        [".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".msp", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".ps1", ".hta", ".cpl", ".jar", ".lnk", ".reg", ".dll"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>New documents, each in its first version.</summary>
    public async Task<DceTaken> AddAsync(Consultation consultation, IEnumerable<IFormFile> sent, CancellationToken stop)
    {
        var taken = new DceTaken([], [], []);
        foreach (var file in sent)
        {
            var name = SafeFileName.Clean(file.FileName);
            if ((Check(file, name.Name) ?? CheckRoom(consultation, name.Name)) is { } refusal)
            {
                taken.Refusals.Add(refusal);
                continue;
            }

            var document = new DceFile { Id = Ids.New(clock), ConsultationId = consultation.Id, Position = consultation.DceFiles.Count + 1 };
            document.Versions.Add(await StoreAsync(consultation, document, file, name.Name, stop));
            consultation.DceFiles.Add(document);
            taken.Names.Add(name.Name);
            if (name.WasChanged)
                taken.Remarks.Add(name.Explain());
        }

        return taken;
    }

    /// <summary>A new version of a document; the versions before it stay for the record.</summary>
    public async Task<DceTaken> ReplaceAsync(Consultation consultation, DceFile document, IFormFile sent, string note, CancellationToken stop)
    {
        var taken = new DceTaken([], [], []);
        var name = SafeFileName.Clean(sent.FileName);
        if (Check(sent, name.Name) is { } refusal)
        {
            taken.Refusals.Add(refusal);
            return taken;
        }

        var version = await StoreAsync(consultation, document, sent, name.Name, stop);
        version.Note = note.Trim();
        document.Versions.Add(version);
        taken.Names.Add(name.Name);
        if (name.WasChanged)
            taken.Remarks.Add(name.Explain());
        return taken;
    }

    private async Task<DceVersion> StoreAsync(Consultation consultation, DceFile document, IFormFile sent, string name, CancellationToken stop)
    {
        await using var content = sent.OpenReadStream();
        var stored = await files.SaveAsync(tenant.Tenant.Id, content, DceLimits.File, stop);
        var now = clock.GetUtcNow();
        return new DceVersion
        {
            Id = Ids.New(now),
            DceFileId = document.Id,
            Number = document.Versions.Count == 0 ? 1 : document.Versions.Max(v => v.Number) + 1,
            StoredFileId = stored.RandomId,
            Sha256 = stored.Sha256,
            Length = stored.Length,
            DisplayName = name,
            AddedAt = now,
            AddedBy = acts.Author.AccountId,
            PublishedAt = consultation.Published is null ? null : now,
        };
    }

    private static Refusal? Check(IFormFile file, string name) => file switch
    {
        { Length: 0 } => new Refusal("« {0} » est vide : vérifiez le fichier sur votre poste.", name),
        { Length: > DceLimits.File } => new Refusal("« {0} » pèse {1} ; la limite est de {2}. Coupez-le en plusieurs fichiers ou compressez-le.", name, FileSize.Text(file.Length), FileSize.Text(DceLimits.File)),
        _ when Programs.Contains(Path.GetExtension(name)) => new Refusal("« {0} » est un programme : les entreprises ne pourraient pas l’ouvrir sans risque. Joignez un document.", name),
        _ => null,
    };

    private static Refusal? CheckRoom(Consultation consultation, string name)
    {
        if (consultation.CurrentFiles.Any(f => f.Current.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)))
            return new Refusal("Le dossier contient déjà « {0} ». Pour le remplacer, utilisez « Nouvelle version ».", name);
        return consultation.CurrentFiles.Count() >= DceLimits.Files
            ? new Refusal("Le dossier contient déjà {0} fichiers : regroupez les suivants dans une archive ZIP.", DceLimits.Files)
            : null;
    }
}
