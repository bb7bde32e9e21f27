using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Verbs;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Decp;
using Megalis.Procurement.Features.ImportCpv;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>What <c>decp check</c> and <c>decp import</c> share: the file, the nomenclature, the report, the last word.</summary>
internal abstract class DecpVerb(CpvLists lists, TimeProvider clock) : IVerb
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    public abstract string Name { get; }

    public string Arguments => "FICHIER [--json] [--report FICHIER.csv] [--cpv FICHIER.csv]";

    public abstract string Help { get; }

    public abstract bool NeedsDatabase { get; }

    protected TimeProvider Clock => clock;

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Files("--report", "--cpv") is not [var path] || !File.Exists(path))
        {
            await context.Error.WriteLineAsync($"Donnez un fichier qui existe : {Name} {Arguments}");
            return VerbRunner.BadUsage;
        }
        try
        {
            var started = clock.GetTimestamp();
            var cpv = context.Option("--cpv") is { } list ? CpvLists.ReadFile(list) : lists.Current;
            var counts = await RunAsync(context, path, cpv, stop);
            return await EndAsync(context, path, counts, clock.GetElapsedTime(started));
        }
        catch (DbUpdateException)
        {
            return await FailAsync(context, path, "Un autre import écrit les mêmes marchés : attendez sa fin et relancez celui-ci.");
        }
        catch (Exception error) when (error is DecpFileException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(context, path, error.Message);
        }
    }

    /// <summary>Reads the whole file first: nothing is done with one that is cut.</summary>
    protected virtual async Task<DecpCounts> RunAsync(VerbContext context, string path, CpvNomenclature cpv, CancellationToken stop)
    {
        await using var file = Open(path);
        using var report = context.Option("--report") is { } name ? new DecpReport(name) : null;
        return new DecpCheck(Reader(cpv)).Run(file, report, Bar(context, "Contrôle", file.Length), stop);
    }

    protected abstract object Result(string path, DecpCounts counts, double seconds);

    protected abstract string Sentence(DecpCounts counts);

    protected abstract int ExitCode(DecpCounts counts);

    protected DecpRecordReader Reader(CpvNomenclature cpv) => new(cpv, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    protected Progress Bar(VerbContext context, string title, long length) => new(context.Error, context.IsInteractive, title, length, clock);

    protected static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);

    protected static string Number(int value) => value.ToString("N0", French);

    private async Task<int> EndAsync(VerbContext context, string path, DecpCounts counts, TimeSpan elapsed)
    {
        if (context.Json)
        {
            await WriteJsonAsync(context, Result(path, counts, Math.Round(elapsed.TotalSeconds, 2)));
            return ExitCode(counts);
        }
        await context.Out.WriteLineAsync($"{Sentence(counts)} En {elapsed.TotalSeconds.ToString("N1", French)} s.");
        foreach (var (kind, count) in counts.Dirt)
            await context.Out.WriteLineAsync($"{Number(count),9}  {DirtKinds.Labels[kind]} ({kind})");
        if (context.Option("--report") is { } report)
            await context.Out.WriteLineAsync($"Détail : {Path.GetFullPath(report)}");
        return ExitCode(counts);
    }

    private static async Task<int> FailAsync(VerbContext context, string path, string sentence)
    {
        await context.Error.WriteLineAsync($"{Path.GetFileName(path)} : {sentence} Rien n’a été importé.");
        if (context.Json)
            await WriteJsonAsync(context, new { read = 0, imported = 0, merged = 0, rejected = 0, dirt = new { }, seconds = 0.0, error = sentence });
        return VerbRunner.Findings;
    }

    private static Task WriteJsonAsync(VerbContext context, object result) =>
        context.Out.WriteLineAsync(JsonSerializer.Serialize(result, Readable));
}

internal sealed class CheckDecpVerb(CpvLists lists, TimeProvider clock) : DecpVerb(lists, clock)
{
    public override string Name => "decp check";

    public override string Help => "Lit un fichier de données essentielles (formes 2019 et 2022) et dit ce qui ne va pas, sans rien importer.";

    public override bool NeedsDatabase => false;

    protected override object Result(string path, DecpCounts counts, double seconds) =>
        new { file = path, read = counts.Read, rejected = counts.Rejected, dirt = counts.Dirt, seconds };

    protected override string Sentence(DecpCounts counts) =>
        $"{Number(counts.Read)} marchés lus, {Number(counts.Rejected)} illisibles, {Number(counts.Dirt.Values.Sum())} constats.";

    protected override int ExitCode(DecpCounts counts) => counts.Dirt.Count == 0 ? VerbRunner.Good : VerbRunner.Findings;
}

internal sealed class ImportDecpVerb(CpvLists lists, TimeProvider clock) : DecpVerb(lists, clock)
{
    public override string Name => "decp import";

    public override string Help => "Importe les marchés publiés d’un fichier de données essentielles (formes 2019 et 2022) sous « Marchés passés ».";

    public override bool NeedsDatabase => true;

    protected override async Task<DecpCounts> RunAsync(VerbContext context, string path, CpvNomenclature cpv, CancellationToken stop)
    {
        var counts = await base.RunAsync(context, path, cpv, stop);
        await using var file = Open(path);
        await new DecpImport(context.Services, Reader(cpv), cpv, Clock)
            .RunAsync(file, Path.GetFileName(path), counts, Bar(context, "Import  ", file.Length), stop);
        return counts;
    }

    protected override object Result(string path, DecpCounts counts, double seconds) =>
        new { read = counts.Read, imported = counts.Imported, merged = counts.Merged, rejected = counts.Rejected, dirt = counts.Dirt, seconds };

    protected override string Sentence(DecpCounts counts) =>
        $"{Number(counts.Read)} marchés lus : {Number(counts.Imported)} importés, {Number(counts.Merged)} fusionnés, {Number(counts.Rejected)} rejetés.";

    /// <summary>Dirt is kept and told; only what could not be imported is a failure.</summary>
    protected override int ExitCode(DecpCounts counts) => counts.Rejected == 0 ? VerbRunner.Good : VerbRunner.Findings;
}
