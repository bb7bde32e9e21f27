using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Megalis.Search.Contracts;
using Megalis.Testing;

namespace Megalis.Bench.Search;

/// <summary>
/// <c>search --corpus FILE.tsv --queries FILE.tsv --out FILE.tsv [--profile lucene|product]</c>: builds the index, asks each query
/// twenty times, and beside it, in the same run, SQLite's FTS5 with the same terms.
/// </summary>
internal static class SearchBench
{
    private const int Rounds = 20;
    private const int RoundsOfFts5 = 2;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record Figure(CorpusQuery Query, long Hits, double CpuMs, double BestMs);

    /// <returns>0 when it came to its end, 2 for a command that makes no sense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 ? args.ElementAtOrDefault(at + 1) : null;
        var profile = (Option("--profile") ?? "lucene") switch { "lucene" => AnalysisProfile.Lucene, "product" => AnalysisProfile.Product, _ => (AnalysisProfile?)null };
        if (profile is null || Option("--corpus") is not { } corpus || Option("--queries") is not { } queries || Option("--out") is not { } output)
        {
            await Console.Error.WriteLineAsync("Usage: search --corpus FILE.tsv --queries FILE.tsv --out FILE.tsv [--profile lucene|product]");
            return 2;
        }

        using var folder = new TempFolder();
        using var index = await BuildAsync(corpus, profile.Value, folder["index"]);
        var asked = CorpusQuery.Read(queries);
        var figures = Measure(asked, Rounds, query => index.Search(query.ToRequest()).Total);
        await File.WriteAllLinesAsync(output, figures.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Query.Id}\t{f.Hits}\t{f.CpuMs:F4}\t{f.BestMs:F4}")));
        Report("classes", figures.GroupBy(f => f.Query.Class).ToDictionary(same => same.Key, same => new { queries = same.Count(), cpuMs = Mean(same), bestP50 = Quantile(same, 0.5), bestP95 = Quantile(same, 0.95) }));
        var (perSecond, cpuMs) = PerSecond(index, asked);
        Report("threads", new { perSecondOn2 = perSecond, target = Math.Round(0.8 * 2000 / Mean(figures), 0), cpuMsEach = cpuMs });
        CompareWithFts5(corpus, profile.Value, folder["fts5.db"], figures);
        return 0;
    }

    private static async Task<SearchIndex> BuildAsync(string corpus, AnalysisProfile profile, string folder)
    {
        var before = Resident();
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        using (var index = Open(profile, folder))
            await index.RebuildAsync(SearchCorpus.Documents(corpus, profile), 1, default);
        var (seconds, cpuSeconds) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        watch.Restart();
        var opened = Open(profile, folder);
        var openMs = watch.Elapsed.TotalMilliseconds;
        Report("build", new { profile = profile.ToString(), documents = opened.Count, seconds, cpuSeconds, indexMb = opened.Bytes / 1e6, openMs, residentGrowthMb = (Resident() - before) / 1e6, peakMb = peak / 1e6 });
        return opened;
    }

    private static SearchIndex Open(AnalysisProfile profile, string folder) => new(SearchCorpus.Schema(profile), folder, new SearchOptions { Profile = profile }, TimeProvider.System);

    private static long Resident()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    /// <summary>First all of them for some seconds (the compiler improves what is called often, and its own time would be counted), then query by query.</summary>
    private static List<Figure> Measure(List<CorpusQuery> queries, int rounds, Func<CorpusQuery, long> ask)
    {
        for (var watch = Stopwatch.StartNew(); rounds > RoundsOfFts5 && watch.Elapsed < WarmUp;)
            queries.ForEach(query => ask(query));
        return [.. queries.Select(query =>
        {
            var (hits, best, cpu) = (0L, double.MaxValue, Environment.CpuUsage.TotalTime);
            for (var round = 0; round < rounds; round++)
            {
                var began = Stopwatch.GetTimestamp();
                hits = ask(query);
                best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return new Figure(query, hits, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / rounds, best);
        })];
    }

    /// <summary>Beside other work the processor time of each question tells more than their number.</summary>
    private static (double PerSecond, double CpuMs) PerSecond(SearchIndex index, List<CorpusQuery> queries)
    {
        var (watch, cpu, asked) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, 0);
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, _ =>
        {
            for (var at = 0; watch.Elapsed.TotalSeconds < 5; at++, Interlocked.Increment(ref asked))
                index.Search(queries[at % queries.Count].ToRequest());
        });
        return (Math.Round(asked / watch.Elapsed.TotalSeconds), (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / asked);
    }

    private static void CompareWithFts5(string corpus, AnalysisProfile profile, string file, List<Figure> figures)
    {
        using var fts5 = new Fts5(file, profile);
        var watch = Stopwatch.StartNew();
        fts5.Build(corpus);
        var buildSeconds = watch.Elapsed.TotalSeconds;
        var theirs = Measure([.. figures.Select(f => f.Query)], RoundsOfFts5, fts5.Ask);
        var different = figures.Zip(theirs).Where(pair => pair.First.Hits != pair.Second.Hits && pair.First.Query.Kind != "prefix")
            .Select(pair => $"{pair.First.Query.Id} {pair.First.Query.Text}: {pair.First.Hits}, FTS5 {pair.Second.Hits}");
        var openViews = figures.Where(f => f.Query.IsOpenOnly).ToList();
        Report("queries", new
        {
            cpuMs = Mean(figures),
            target = 0.5,
            bestP50 = Quantile(figures, 0.5),
            bestP95 = Quantile(figures, 0.95),
            openViewP95 = Quantile(openViews, 0.95),
            fts5CpuMs = Mean(theirs),
            ratio = Mean(theirs) / Mean(figures),
            targetRatio = 40,
            fts5BuildSeconds = buildSeconds,
            different,
        });
    }

    private static double Mean(IEnumerable<Figure> figures) => figures.Average(f => f.CpuMs);

    private static double Quantile(IEnumerable<Figure> figures, double part)
    {
        var sorted = figures.Select(f => f.BestMs).Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, Math.Floor(part * sorted.Count))];
    }

    private static void Report(string name, object figures) => Console.WriteLine(JsonSerializer.Serialize(new { bench = "search", @case = name, figures }, Json));
}
