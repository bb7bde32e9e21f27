using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Recipes.Verbs;

/// <summary>Says of recipe files what each step would do, and what is wrong, without a database.</summary>
internal sealed class RecipeCheckVerb : IVerb
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "recipe check";

    public string Arguments => "FICHIER... [--json]";

    public string Help => "Dit, pour chaque étape d’une recette, si elle s’exécute ici, et ce qui est faux. Un dossier vaut pour tous ses fichiers .json.";

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
        var check = scope.ServiceProvider.GetRequiredService<RecipeCheck>();
        var good = true;
        foreach (var file in files)
        {
            stop.ThrowIfCancellationRequested();
            var report = await check.CheckAsync(file);
            good &= report.Errors.Count == 0;
            await (context.Json ? context.Out.WriteLineAsync(JsonSerializer.Serialize(report, Readable)) : WriteAsync(report, context.Out));
        }

        return good ? VerbRunner.Good : VerbRunner.Findings;
    }

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Where(file => !file.EndsWith(Workflows, StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [path];

    /// <summary>Definitions that recipes read lie beside them; <c>workflow check</c> is for those.</summary>
    private const string Workflows = ".workflow.json";

    private static async Task WriteAsync(RecipeCheckReport report, TextWriter to)
    {
        await to.WriteLineAsync(report.File);
        foreach (var step in report.Steps)
            await to.WriteLineAsync($"  {step.Name} : {Word(step.Status)}");
        foreach (var error in report.Errors)
            await to.WriteLineAsync($"  ! ligne {error.Line}, {error.Path} : {error.Message}");
    }

    private static string Word(string status) => status switch
    {
        RecipeCheckStep.Runs => "s’exécute",
        RecipeCheckStep.Unsupported => "connue d’Orchard Core, non prise en charge ici",
        _ => "inconnue",
    };
}
