using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ShowDefinition;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.ImportDefinition;

/// <summary>A file is looked at, shown, and published only then.</summary>
[RequirePermission(WorkflowPermissions.Publish)]
[RequestSizeLimit(MostSent)]
[RequestFormLimits(MultipartBodyLengthLimit = MostSent)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ImportModel(DefinitionExamination examination, DefinitionStore store) : MegalisPage
{
    /// <summary>More than is taken, so that a file that is too large is told so.</summary>
    private const long MostSent = 8 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [BindProperty]
    public IFormFile? Fichier { get; set; }

    /// <summary>The canonical text of the file that was looked at.</summary>
    [BindProperty]
    public string? Json { get; set; }

    /// <summary>Null until a file was sent.</summary>
    public Examined? Seen { get; private set; }

    public string FileName { get; private set; } = "";

    public static string Limit => FileSize.Text(DefinitionReader.MostBytes);

    public async Task<IActionResult> OnPostCheckAsync(CancellationToken stop)
    {
        if (Fichier is { Length: 0 })
            return Refused(new Refusal("Ce fichier est vide : exportez le circuit de nouveau, puis choisissez le fichier obtenu.").On(nameof(Fichier)));
        if (Fichier is not { } file)
            return Refused(new Refusal("Choisissez le fichier du circuit : un fichier .json, exporté d’Elsa 3 ou téléchargé d’ici.").On(nameof(Fichier)));
        if (file.Length > DefinitionReader.MostBytes)
            return Refused(new Refusal("Ce fichier a {0} ; {1} au plus.", FileSize.Text(file.Length), Limit).On(nameof(Fichier)));
        if (await ReadAsync(file, stop) is not { } text)
            return Refused(new Refusal("Ce fichier n’est pas du texte en UTF-8.").On(nameof(Fichier)));
        FileName = SafeFileName.Clean(file.FileName).Name;
        return await ShowAsync(text, stop);
    }

    public async Task<IActionResult> OnPostPublishAsync(CancellationToken stop)
    {
        var text = Json ?? "";
        var (version, findings) = await store.PublishAsync(text, CurrentUser.AccountId, stop);
        if (version is null || findings.Count > 0)
            return await ShowAsync(text, stop);
        Notice = T["Le circuit « {0} » est en service, en version {1}.", version.Name, version.Version];
        return LocalRedirect(DefinitionAddress.Of(version.DefinitionId));
    }

    private async Task<IActionResult> ShowAsync(string text, CancellationToken stop)
    {
        // What was typed into the page before must not come back as this file's text.
        ModelState.Remove(nameof(Json));
        Seen = await examination.ExamineAsync(text, stop);
        Json = Seen.Canonical;
        return Seen.IsSound ? Page() : Invalid();
    }

    private static async Task<string?> ReadAsync(IFormFile file, CancellationToken stop)
    {
        await using var stream = file.OpenReadStream();
        var bytes = new byte[file.Length];
        await stream.ReadExactlyAsync(bytes, stop);
        try
        {
            return Strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
