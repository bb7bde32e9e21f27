using System.Diagnostics;
using Megalis.Kernel.Tenants;

namespace Megalis.Bench.Cases;

/// <summary>1,660 sites cost hardly more than one: memory, requests, first hit, and a new one in half a second.</summary>
internal static class TenantsBench
{
    private const int Many = 1660;
    private const int OneByOne = 40;
    private const int Rounds = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(BenchContext context)
    {
        var (one, many) = (await context.NewHostAsync("one"), await context.NewHostAsync("many"));
        await FillAsync(context, one, 1);
        await FillAsync(context, many, Many);
        // Pages from memory (bench pages) would hide what a tenant costs: each is made at its request.
        foreach (var settings in new[] { one, many })
            settings["Megalis:PublicCache:Megabytes"] = "0";
        await using var single = await ServerProcess.StartAsync(one, context.Stop);
        await using var crowd = await ServerProcess.StartAsync(many, context.Stop);
        var path = await HomeAsync(crowd, context);
        await FirstHitAsync(context, crowd, path);
        await RequestsAsync(context, single, crowd, path);
        await MemoryAsync(context, single, crowd);
    }

    /// <summary>Makes the tenants as the portal does: the register's row, then the recipe from the queue.</summary>
    private static async Task FillAsync(BenchContext context, IReadOnlyDictionary<string, string> settings, int count)
    {
        var app = await BenchHost.StartAsync(settings, context.Stop);
        var times = new List<double>();
        for (var i = 1; i <= Math.Min(OneByOne, count); i++)
        {
            var start = Stopwatch.GetTimestamp();
            await AddAsync(app, i, context.Stop);
            await WhenRunningAsync(app, i, context.Stop);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var watch = Stopwatch.StartNew();
        for (var i = OneByOne + 1; i <= count; i++)
        {
            await AddAsync(app, i, context.Stop);
            if (i % 200 == 0)
                context.Say($"{i} tenants");
        }

        if (count > OneByOne)
        {
            for (var i = OneByOne + 1; i <= count; i++)
                await WhenRunningAsync(app, i, context.Stop);
            var p50 = Quantile.Of(times, 0.5);
            context.Report("creation", new { p50Seconds = p50, p99Seconds = Quantile.Of(times, 0.99), target = 0.5, alone = OneByOne, inBulkPerSecond = (count - OneByOne) / watch.Elapsed.TotalSeconds }, p50 <= 0.5);
        }

        await BenchHost.WhenQuietAsync(app, context.Stop);
        await app.StopAsync(context.Stop);
        await app.DisposeAsync();
    }

    internal static async Task AddAsync(WebApplication app, int i, CancellationToken stop)
    {
        var refusal = await app.Services.GetRequiredService<TenantRegister>().AddAsync(
            new NewTenant($"commune-{i}", $"Commune de Lannévez {i}", [HostOf(i)], "", "collectivite.recipe.json"), null, stop);
        if (refusal is not null)
            throw new InvalidOperationException(refusal.ToString());
    }

    internal static async Task WhenRunningAsync(WebApplication app, int i, CancellationToken stop)
    {
        var store = app.Services.GetRequiredService<TenantStore>();
        while (store.Find($"commune-{i}") is not { State: TenantState.Running })
            await Task.Delay(2, stop);
    }

    private static string HostOf(int i) => $"commune-{i}.localhost";

    /// <summary>The home, where the site has one; else a page that every site has.</summary>
    private static async Task<string> HomeAsync(ServerProcess server, BenchContext context)
    {
        foreach (var path in (string[])["/", "/mentions-legales"])
            if (await server.Client.SourceAsync(new Target(HostOf(1), path), context.Stop) is { } source)
                return source.Contains("Lannévez 1", StringComparison.Ordinal) ? path : throw new InvalidOperationException($"{path} does not name its commune.");
        throw new InvalidOperationException("No page of a tenant answers.");
    }

    /// <summary>Asked before anything else of the crowd: all but the first tenant have never been visited by this process.</summary>
    private static async Task FirstHitAsync(BenchContext context, ServerProcess crowd, string path)
    {
        Target[] known = [new(HostOf(1), path)];
        await crowd.Client.RunAsync(known, TimeSpan.FromSeconds(8), context.Stop);
        var steady = await crowd.Client.EachAsync(Enumerable.Repeat(known[0], 800), context.Stop);
        var first = await crowd.Client.EachAsync(Enumerable.Range(2, 800).Select(i => new Target(HostOf(i), path)), context.Stop);
        var (ceiling, p99) = (2 * Quantile.Of(steady, 0.99), Quantile.Of(first, 0.99));
        context.Report("first-hit", new
        {
            path,
            firstP50Ms = Quantile.Of(first, 0.5),
            firstP99Ms = p99,
            steadyP50Ms = Quantile.Of(steady, 0.5),
            steadyP99Ms = ceiling / 2,
            targetMs = ceiling,
        }, p99 <= ceiling);
    }

    /// <summary>Rounds alternate between the two processes, so that a neighbour on the machine slows both.</summary>
    private static async Task RequestsAsync(BenchContext context, ServerProcess single, ServerProcess crowd, string path)
    {
        Target[] one = [new(HostOf(1), path)];
        var all = Enumerable.Range(1, Many).Select(i => new Target(HostOf(i), path)).ToList();
        await single.Client.RunAsync(one, TimeSpan.FromSeconds(8), context.Stop);
        await crowd.Client.RunAsync(all, TimeSpan.FromSeconds(8), context.Stop);
        var (of1, ofMany) = (new List<Load>(), new List<Load>());
        for (var round = 0; round < Rounds; round++)
        {
            of1.Add(await single.Client.RunAsync(one, Round, context.Stop));
            ofMany.Add(await crowd.Client.RunAsync(all, Round, context.Stop));
            context.Say($"round {round + 1}: {of1[^1].PerSecond:0}/s with one, {ofMany[^1].PerSecond:0}/s over {Many}");
        }

        var (a, b) = (Quantile.Of([.. of1.Select(l => l.PerSecond)], 0.5), Quantile.Of([.. ofMany.Select(l => l.PerSecond)], 0.5));
        context.Report("requests", new
        {
            path,
            onePerSecond = a,
            manyPerSecond = b,
            ratio = b / a,
            target = 0.9,
            oneP99Ms = of1.Min(l => l.P99),
            manyP99Ms = ofMany.Min(l => l.P99),
            wrong = of1.Concat(ofMany).Sum(l => l.Wrong),
        }, b / a >= 0.9);
    }

    private static async Task MemoryAsync(BenchContext context, ServerProcess single, ServerProcess crowd)
    {
        const double mb = 1024 * 1024;
        var (one, many) = (await single.MemoryAsync(context.Stop), await crowd.MemoryAsync(context.Stop));
        var ratio = (double)many.Resident / one.Resident;
        context.Report("memory", new
        {
            oneMb = one.Resident / mb,
            manyMb = many.Resident / mb,
            ratio,
            target = 1.25,
            collectedOneMb = one.Collected / mb,
            collectedManyMb = many.Collected / mb,
            collectedRatio = (double)many.Collected / one.Collected,
            heapOneMb = one.Heap / mb,
            heapManyMb = many.Heap / mb,
        }, ratio <= 1.25);
    }
}
