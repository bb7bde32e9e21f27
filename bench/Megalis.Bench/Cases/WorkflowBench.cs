using System.Diagnostics;
using Megalis.Bench.Workflows;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench.Cases;

/// <summary>
/// Workflows with eight workers: starts, durable steps beside a bare loop that writes the same rows, dates kept when two
/// hundred are due at once, and a hundred thousand instances that wait.
/// </summary>
internal static class WorkflowBench
{
    private const int Workers = 8;
    private const int Tenants = 10;
    private const int Waits = 19;
    private const int Rounds = 3;
    private const int Waiting = 100_000;

    public static async Task RunAsync(BenchContext context)
    {
        if (context.Measures("starts"))
            await StartsAsync(context);
        await using var host = await WorkflowHost.StartAsync(await SettingsAsync(context, "workflow", Workers), Tenants, context.Stop);
        if (context.Measures("durable steps"))
            await StepsAsync(context, host);
        if (context.Measures("timers due at once"))
            await TimersAsync(context, host);
        if (context.Measures("waiting instances"))
            await WaitingAsync(context, host);
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(BenchContext context, string name, int workers)
    {
        var settings = await context.NewHostAsync(name);
        settings["Megalis:AutoSetup:Recipe"] = "";
        if (workers == 0)
            settings["Megalis:Queue:Workers"] = "0";
        else
            settings["Megalis:Queue:Steps"] = settings["Megalis:Queue:PerTenant"] = workers.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return settings;
    }

    /// <summary>Each start is a transaction of its own, from eight callers at a time; nothing works the queue meanwhile.</summary>
    private static async Task StartsAsync(BenchContext context)
    {
        const int starts = 4000;
        await using var host = await WorkflowHost.StartAsync(await SettingsAsync(context, "starts", 0), Tenants, context.Stop);
        await host.PublishAsync(WorkflowHost.Delays("départ", Waits));
        await host.StartManyAsync("départ", 500, Workers, context.Stop);
        var watch = Stopwatch.StartNew();
        await host.StartManyAsync("départ", starts, Workers, context.Stop);
        var rate = starts / watch.Elapsed.TotalSeconds;
        var atLeast = context.Database == "postgres" ? 1000 : 0;
        context.Report("starts", new { startsPerSecond = rate, atLeast, callers = Workers, starts }, rate >= atLeast);
    }

    private static async Task StepsAsync(BenchContext context, WorkflowHost host)
    {
        await host.PublishAsync(WorkflowHost.Delays("pas", Waits));
        var perTenant = context.Database == "postgres" ? 20 : 30;
        var steps = perTenant * Tenants * (Waits + 1);
        await host.RunToTheEndAsync("pas", perTenant, context.Stop);
        await BareSteps.RunAsync(host.App.Services, Workers, steps / 2, context.Stop);
        var (engine, bare) = (new List<Pace>(), new List<Pace>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await BareSteps.RunAsync(host.App.Services, Workers, steps, context.Stop));
            engine.Add(await host.RunToTheEndAsync("pas", perTenant, context.Stop));
            context.Say($"bare {bare[^1].PerSecond:0}/s of {bare[^1].ProcessorMs:0.000} ms, workflow {engine[^1].PerSecond:0}/s of {engine[^1].ProcessorMs:0.000} ms");
        }

        var ratio = Median(engine.Zip(bare, (e, b) => e.PerSecond / b.PerSecond));
        var rate = Median(engine.Select(e => e.PerSecond));
        var atLeast = context.Database == "postgres" ? 500 : 300;
        context.Report(
            "durable steps",
            new
            {
                stepsPerSecond = rate,
                barePerSecond = Median(bare.Select(b => b.PerSecond)),
                ratio,
                target = 0.5,
                atLeast,
                processorMs = Median(engine.Select(e => e.ProcessorMs)),
                bareProcessorMs = Median(bare.Select(b => b.ProcessorMs)),
                workers = Workers,
                steps,
                rounds = Rounds,
            },
            ratio >= 0.5 && rate >= atLeast);
    }

    private static double Median(IEnumerable<double> values) => Quantile.Of([.. values], 0.5);

    /// <summary>Two hundred dates at the same instant; lateness is what the step's journal says.</summary>
    private static async Task TimersAsync(BenchContext context, WorkflowHost host)
    {
        const int timers = 200;
        var due = TimeProvider.System.GetUtcNow().AddSeconds(10);
        await host.PublishAsync(WorkflowHost.At("date", due));
        await host.RunToTheEndAsync("date", timers / Tenants, context.Stop);
        await using var scope = TenantScope.EnterHost(host.App.Services);
        var ids = scope.Db.Set<InstanceRow>().Where(i => i.DefinitionId == "date").Select(i => i.Id);
        var late = (await scope.Db.Set<StepRow>().Where(s => s.Cause == "timer" && ids.Contains(s.InstanceId)).Select(s => s.At).ToListAsync(context.Stop))
            .ConvertAll(at => (at - due).TotalMilliseconds);
        var p99 = Quantile.Of(late, 0.99);
        context.Report("timers due at once", new { timers = late.Count, latenessP50Ms = Quantile.Of(late, 0.5), latenessP99Ms = p99, target = 2000 }, late.Count == timers && p99 < 2000);
    }

    private static async Task WaitingAsync(BenchContext context, WorkflowHost host)
    {
        const int served = 300;
        const int warm = 4000;
        await host.PublishAsync(WorkflowHost.Event("attente", "signal"));
        var template = await host.WaitingOneAsync("attente", context.Stop);
        // What the process keeps of any database that is written and read, as SQLite's pages, is there before.
        await host.CopyAsync(template, 0, warm, context.Stop);
        await ServeAsync(0, warm);
        var before = Memory();
        await host.CopyAsync(template, warm, Waiting, context.Stop);
        var times = await ServeAsync(warm, Waiting);
        var after = Memory();
        var p99 = Quantile.Of(times, 0.99);
        context.Report(
            "waiting instances",
            new { instances = Waiting, heapGrowthMb = (after.Heap - before.Heap) / 1e6, residentGrowthMb = (after.Resident - before.Resident) / 1e6, servedP50Ms = Quantile.Of(times, 0.5), servedP99Ms = p99 },
            (after.Resident - before.Resident) / 1e6 <= 10 && p99 < 100);

        async Task<List<double>> ServeAsync(int first, int waiting)
        {
            var all = new List<double>();
            for (var i = 0; i < served; i++)
                all.Add(await host.ServeAsync("signal", $"c-{first + (i * (waiting / served))}", context.Stop));
            return all;
        }
    }

    private static (long Heap, long Resident) Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), self.WorkingSet64);
    }
}
