using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Megalis.Bench.Cases;

/// <summary>What anyone reads, against an empty page with the same layout in the same process: from the cache, and without.</summary>
internal static partial class PagesBench
{
    private const int Rounds = 5;
    private const int Changes = 40;
    private const string Portal = "localhost";
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(BenchContext context)
    {
        var settings = await context.NewHostAsync("demo");
        settings["Megalis:AutoSetup:Recipe"] = "demo.recipe.json";
        // The demonstration's accounts are made nowhere else; what is measured then runs as in production.
        settings[BenchHost.EnvironmentKey] = Environments.Development;
        var app = await BenchHost.StartAsync(settings, context.Stop);
        await BenchHost.WhenQuietAsync(app, context.Stop);
        await app.StopAsync(context.Stop);
        await app.DisposeAsync();
        settings.Remove(BenchHost.EnvironmentKey);

        await using (var server = await ServerProcess.StartAsync(settings, context.Stop))
        {
            await MeasureAsync(context, server, "anonymous", 0.5);
            await ChangeAsync(context, server, server, "published change, same node");
            if (context.Database == "postgres")
                await OtherNodeAsync(context, server, settings);
        }

        settings["Megalis:PublicCache:Megabytes"] = "0";
        await using (var server = await ServerProcess.StartAsync(settings, context.Stop))
            await MeasureAsync(context, server, "uncached", 0.15);
    }

    private static async Task MeasureAsync(BenchContext context, ServerProcess server, string how, double target)
    {
        Target[] empty = [new(Portal, BenchHost.EmptyPage)];
        var pages = new (string Name, string? Path)[]
        {
            ("home", "/"),
            ("article", await LinkAsync(server, "/actualites", ArticleLink(), context.Stop)),
            ("consultation", await LinkAsync(server, "/marches", ConsultationLink(), context.Stop)),
        };
        foreach (var (name, path) in pages)
            if (path is null || await server.Client.SourceAsync(new Target(Portal, path), context.Stop) is null)
                context.Say($"{name}: the demonstration shows none, so that nothing is measured");
            else
                await CompareAsync(context, server.Client, $"{name}, {how}", empty, [new(Portal, path)], target);
    }

    private static async Task CompareAsync(BenchContext context, LoadClient client, string name, Target[] empty, Target[] page, double target)
    {
        var warm = TimeSpan.FromSeconds(6);
        await client.RunAsync(empty, warm, context.Stop);
        await client.RunAsync(page, warm, context.Stop);
        var (ofEmpty, ofPage) = (new List<Load>(), new List<Load>());
        for (var round = 0; round < Rounds; round++)
        {
            ofEmpty.Add(await client.RunAsync(empty, Round, context.Stop));
            ofPage.Add(await client.RunAsync(page, Round, context.Stop));
        }

        var (a, b) = (Quantile.Of([.. ofEmpty.Select(l => l.PerSecond)], 0.5), Quantile.Of([.. ofPage.Select(l => l.PerSecond)], 0.5));
        context.Report(name, new
        {
            path = page[0].Path,
            emptyPerSecond = a,
            perSecond = b,
            ratio = b / a,
            target,
            p50Ms = ofPage.Min(l => l.P50),
            p99Ms = ofPage.Min(l => l.P99),
            wrong = ofEmpty.Concat(ofPage).Sum(l => l.Wrong),
        }, b / a >= target);
    }

    private static async Task OtherNodeAsync(BenchContext context, ServerProcess server, Dictionary<string, string> settings)
    {
        var other = new Dictionary<string, string>(settings) { ["Megalis:CachePath"] = context.PathOf("demo-cache-2") };
        await using var second = await ServerProcess.StartAsync(other, context.Stop);
        await ChangeAsync(context, server, second, "published change, other node");
    }

    /// <summary>Publishes at one node and reads at another (or the same) until the change is there; every page was kept before.</summary>
    private static async Task ChangeAsync(BenchContext context, ServerProcess writer, ServerProcess reader, string name)
    {
        Target[] pages = [new(Portal, "/"), new(Portal, "/actualites"), new(Portal, "/actualites/rss")];
        var (late, times) = (0, new List<double>());
        for (var change = 1; change <= Changes; change++)
        {
            await Task.WhenAll(pages.Concat(pages).Select(page => reader.Client.AskAsync(page, context.Stop)));
            var title = $"Changement numéro {change} du banc";
            await writer.Client.AskAsync(new Target(Portal, $"{BenchHost.Publish}?title={Uri.EscapeDataString(title)}"), context.Stop);
            var begun = Stopwatch.GetTimestamp();
            foreach (var page in pages)
            {
                var requests = 1;
                while ((await reader.Client.SourceAsync(page, context.Stop))?.Contains(title, StringComparison.Ordinal) != true)
                    requests++;
                late += requests > 1 ? 1 : 0;
            }

            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        var reads = Changes * pages.Length;
        context.Report(name, new { changes = Changes, reads, seenByNextRequest = reads - late, p50Ms = Quantile.Of(times, 0.5), worstMs = times.Max() },
            writer == reader ? late == 0 : null);
    }

    private static async Task<string?> LinkAsync(ServerProcess server, string list, Regex link, CancellationToken stop) =>
        await server.Client.SourceAsync(new Target(Portal, list), stop) is { } source && link.Match(source) is { Success: true } found ? found.Groups[1].Value : null;

    // The feed lies beside the articles.
    [GeneratedRegex("""href="(/actualites/(?!rss["?#])[a-z0-9][^"/?#]*)["?#]""")]
    private static partial Regex ArticleLink();

    // 2026-KER-0001
    [GeneratedRegex("""href="(/marches/\d{4}-[A-Z0-9]{3}-\d+)["?#]""")]
    private static partial Regex ConsultationLink();
}
