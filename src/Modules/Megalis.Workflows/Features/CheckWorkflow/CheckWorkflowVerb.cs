using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Verbs;
using Megalis.Workflows.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Features.CheckWorkflow;

/// <summary>Says of definition files, without a database, what would keep them from being published.</summary>
internal sealed class CheckWorkflowVerb : IVerb
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "workflow check";

    public string Arguments => "FICHIER... [--json]";

    public string Help => "Dit d’une définition de circuit (JSON d’Elsa 3) ce qui empêche de la publier. Un dossier vaut pour tous ses fichiers .json.";

    public bool NeedsDatabase => false;

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var files = context.Files().SelectMany(Expand).ToList();
        if (files.Count == 0)
        {
            await context.Error.WriteLineAsync($"{Name} {Arguments}");
            return VerbRunner.BadUsage;
        }

        await using var scope = context.Services.CreateAsyncScope();
        var types = scope.ServiceProvider.GetRequiredService<ActivityCatalogue>().All();
        var good = true;
        foreach (var file in files)
        {
            stop.ThrowIfCancellationRequested();
            var report = await CheckAsync(file, types, stop);
            good &= report.Sound;
            await (context.Json ? context.Out.WriteLineAsync(JsonSerializer.Serialize(report, Readable)) : WriteAsync(report, context.Out));
        }

        return good ? VerbRunner.Good : VerbRunner.Findings;
    }

    private static async Task<FileReport> CheckAsync(string file, ActivityTypes types, CancellationToken stop)
    {
        try
        {
            var findings = new FileInfo(file).Length > DefinitionReader.MostBytes
                ? [new Finding(FindingCodes.TooLarge, "", $"La définition dépasse {DefinitionReader.MostBytes / 1024} Kio.")]
                : DefinitionCheck.Check(await File.ReadAllTextAsync(file, stop), types).Findings;
            return new FileReport(file, findings.Count == 0, findings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileReport(file, false, [new Finding(FindingCodes.NotFound, "", "Le fichier ne peut pas être lu.")]);
        }
    }

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    private static async Task WriteAsync(FileReport report, TextWriter to)
    {
        await to.WriteLineAsync($"{report.File} : {(report.Sound ? "rien à redire" : $"{report.Findings.Count} à corriger")}");
        foreach (var finding in report.Findings)
            await to.WriteLineAsync($"  ! {(finding.Activity.Length > 0 ? $"[{finding.Activity}] " : "")}{finding.Message} ({finding.Code})");
    }

    /// <summary>One line of the answer, keys as they are promised.</summary>
    private sealed record FileReport(string File, bool Sound, IReadOnlyList<Finding> Findings);
}
