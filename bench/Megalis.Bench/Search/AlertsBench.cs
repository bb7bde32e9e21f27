using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Bench.Search;

/// <summary>
/// <c>alerts --saved FILE.tsv --corpus FILE.tsv [--tenders N] [--profile lucene|product]</c>: puts the saved searches into the
/// percolator and holds notices spread over the corpus against it, and beside it, in the same run, tries every search on each.
/// </summary>
internal static class AlertsBench
{
    private const string Everyone = "tous";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly IndexSchema Schema = new("consultations",
        [IndexField.Text("titre", weight: 3), IndexField.Text("description"), IndexField.Keyword("departement"), IndexField.Keyword("cpv", multiple: true)]);

    /// <returns>0 when both ways agreed, 1 when not, 2 for a command that makes no sense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 ? args.ElementAtOrDefault(at + 1) : null;
        var profile = (Option("--profile") ?? "product") switch { "lucene" => AnalysisProfile.Lucene, "product" => AnalysisProfile.Product, _ => (AnalysisProfile?)null };
        if (profile is null || Option("--saved") is not { } saved || Option("--corpus") is not { } corpus || !int.TryParse(Option("--tenders") ?? "2000", CultureInfo.InvariantCulture, out var tenders) || tenders < 1)
        {
            await Console.Error.WriteLineAsync("Usage: alerts --saved FILE.tsv --corpus FILE.tsv [--tenders N] [--profile lucene|product]");
            return 2;
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var percolator = new Percolator(Schema, new SearchOptions { Profile = profile.Value }, TimeProvider.System);
        var refused = File.ReadLines(saved).Count(line => percolator.Put(long.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture), Request(line.Split('\t'))) is not null);
        var seconds = watch.Elapsed.TotalSeconds;
        Report("put", new { saved = percolator.Count, refused, seconds, mb = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6 });
        return Compare(percolator, Spread(corpus, tenders));
    }

    /// <summary>The documents before the measure make rare words known, as the first days of a platform do.</summary>
    private static int Compare(Percolator percolator, List<IndexDocument> documents)
    {
        foreach (var document in documents.Where((_, at) => at % 2 == 0))
            percolator.Match(document);
        var (inverted, scanned, found, different) = (new List<double>(), new List<double>(), 0L, 0);
        foreach (var document in documents.Where((_, at) => at % 2 == 1))
        {
            var began = Stopwatch.GetTimestamp();
            var matched = percolator.Match(document);
            inverted.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            var byScan = percolator.MatchByScan(document);
            scanned.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            found += matched.Count;
            different += matched.SequenceEqual(byScan) ? 0 : 1;
        }

        Report("alerts", new { tenders = inverted.Count, found, different, target = 0.5, percolator = Figures(inverted), scan = Figures(scanned) });
        return different == 0 ? 0 : 1;
    }

    private static object Figures(List<double> times)
    {
        times.Sort();
        return new { p50Ms = times[times.Count / 2], p95Ms = times[times.Count * 95 / 100], meanMs = times.Average(), maxMs = times[^1] };
    }

    /// <summary>Twice as many as are measured, from the whole of the corpus.</summary>
    private static List<IndexDocument> Spread(string corpus, int tenders)
    {
        var rows = CorpusRow.Read(corpus).ToList();
        var step = Math.Max(1, rows.Count / (2 * tenders));
        return [.. rows.Where((_, at) => at % step == 0).Take(2 * tenders).Select(ToDocument)];
    }

    /// <summary>The column of CPV holds every beginning of the code, so that a prefix is one of its values.</summary>
    private static IndexDocument ToDocument(CorpusRow row) => new IndexDocument(row.Id, Everyone)
        .With("titre", row.Title).With("description", row.Description).With("departement", row.Departement)
        .With("cpv", Enumerable.Range(2, 7).Select(length => row.Cpv[..length]));

    /// <summary>Columns: id, account, alternatives, CPV prefixes, départements, words left out.</summary>
    private static SearchRequest Request(string[] columns)
    {
        var words = string.Join(" OR ", columns[2].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(alternative => alternative.Contains(' ', StringComparison.Ordinal) && alternative[0] != '"' ? $"({alternative})" : alternative));
        var without = string.Concat(columns[5].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => " -" + word));
        return new SearchRequest
        {
            Groups = [Everyone],
            Text = (words.Length > 0 ? $"({words})" : without.Length > 0 ? "*:*" : "") + without,
            Filters = [.. Filter("cpv", columns[3]), .. Filter("departement", columns[4])],
        };
    }

    private static IEnumerable<SearchFilter> Filter(string field, string values) => values.Length == 0 ? [] : [new SearchFilter.AnyOf(field, values.Split(','))];

    private static void Report(string name, object figures) => Console.WriteLine(JsonSerializer.Serialize(new { bench = "alerts", @case = name, figures }, Json));
}
