using System.Diagnostics;
using Megalis.Bench.Workflows;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench.Cases;

/// <summary>
/// Three hundred instances of twenty steps over three processes on PostgreSQL, with processes killed at random and started
/// anew: every instance must end, with as many rows in its journal as it has steps and each call made once at a peer that
/// can be asked. The same with a line that forgets its key must be caught.
/// </summary>
internal static class WorkflowFaultsBench
{
    private const int Processes = 3;
    private const int Tenants = 6;

    /// <summary>Ten calls and nine dates: each wait ends a step, and one step comes before the first.</summary>
    private const int Steps = 20;
    private const int Calls = 10;
    private const int LeaseSeconds = 5;

    public static async Task RunAsync(BenchContext context)
    {
        await RunAsync(context, "killed", instances: 300, kills: 50, mutant: false);
        await RunAsync(context, "mutant", instances: 60, kills: 8, mutant: true);
    }

    private static async Task RunAsync(BenchContext context, string name, int instances, int kills, bool mutant)
    {
        await using var peer = await Peer.StartAsync();
        var settings = await context.NewHostAsync("faults-" + name);
        settings["Megalis:AutoSetup:Recipe"] = "";
        settings["Megalis:Queue:LeaseSeconds"] = LeaseSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var desk = await WorkflowHost.StartAsync(new(settings) { ["Megalis:Queue:Workers"] = "0" }, Tenants, context.Stop);
        await desk.PublishAsync(Definition());
        settings[PeerLine.Address] = peer.Address;
        if (mutant)
            settings[PeerLine.Mutant] = "yes";
        await using var crowd = new Crowd(settings, Processes, context.Stop);
        await crowd.StartAsync();
        var watch = Stopwatch.StartNew();
        // A few at a time, so that there is always something under way to be killed.
        for (var killed = 0; killed < kills; killed++)
        {
            await desk.StartManyAsync("fautes", (instances * (killed + 1) / kills) - (instances * killed / kills), 4, context.Stop);
            await crowd.KillOneAsync();
        }

        await WaitForAsync(desk, instances, context);
        await ReportAsync(context, name, desk, peer, new Run(instances, kills, watch.Elapsed.TotalSeconds, mutant));
    }

    private static string Definition() => WorkflowHost.Sequence("fautes", [.. Enumerable.Range(0, Steps - 1).Select(i => i % 2 == 0
        ? WorkflowHost.Activity("SendHttpRequest", $"appel{i}", ("url", "https://exemple.bzh/"), ("method", "POST"))
        : WorkflowHost.Activity("Delay", $"date{i}", ("timeSpan", "00:00:00.0000010")))]);

    /// <summary>Until all have ended, or nothing has moved for two leases and the queue's longest second attempt.</summary>
    private static async Task WaitForAsync(WorkflowHost desk, int instances, BenchContext context)
    {
        var (steps, moved) = (-1, Stopwatch.StartNew());
        while (moved.Elapsed < TimeSpan.FromSeconds(45))
        {
            await using var scope = TenantScope.EnterHost(desk.App.Services);
            if (await scope.Db.Set<InstanceRow>().CountAsync(i => i.EndedAt != null, context.Stop) == instances)
                return;
            if (await scope.Db.Set<StepRow>().CountAsync(context.Stop) is var now && now != steps)
                (steps, moved) = (now, Stopwatch.StartNew());
            await Task.Delay(500, context.Stop);
        }
    }

    private static async Task ReportAsync(BenchContext context, string name, WorkflowHost desk, Peer peer, Run run)
    {
        await using var scope = TenantScope.EnterHost(desk.App.Services);
        var finished = await scope.Db.Set<InstanceRow>().CountAsync(i => i.Status == InstanceStatus.Finished, context.Stop);
        var at = await scope.Db.Set<StepRow>().OrderBy(s => s.At).Select(s => s.At).ToListAsync(context.Stop);
        var gap = at.Zip(at.Skip(1), (a, b) => (b - a).TotalMilliseconds).DefaultIfEmpty().Max();
        var incidents = await scope.Db.Set<IncidentRow>().CountAsync(context.Stop);
        var done = peer.Done;
        var (lost, doubled) = ((run.Instances * Calls) - done.Count, done.Values.Count(times => times > 1));
        var whole = finished == run.Instances && at.Count == run.Instances * Steps && lost == 0 && doubled == 0;
        context.Report(
            name,
            new
            {
                run.Instances,
                steps = Steps,
                processes = Processes,
                run.Kills,
                finished,
                journalRows = at.Count,
                expectedRows = run.Instances * Steps,
                callsLost = lost,
                callsDoubled = doubled,
                incidents,
                longestGapMs = gap,
                seconds = run.Seconds,
                leaseSeconds = LeaseSeconds,
            },
            run.Mutant ? doubled > 0 : whole);
    }

    private sealed record Run(int Instances, int Kills, double Seconds, bool Mutant);

    /// <summary>Processes of which one or another dies.</summary>
    private sealed class Crowd(Dictionary<string, string> settings, int size, CancellationToken stop) : IAsyncDisposable
    {
        private readonly List<ServerProcess> _alive = [];
        private int _started;

        public async Task StartAsync()
        {
            while (_alive.Count < size)
                _alive.Add(await OneAsync());
        }

        /// <summary>The two others go on alone until a new one stands in its place.</summary>
        public async Task KillOneAsync()
        {
            await Task.Delay(Random.Shared.Next(100, 900), stop);
            var victim = _alive[Random.Shared.Next(_alive.Count)];
            _alive.Remove(victim);
            await victim.KillAsync();
            _alive.Add(await OneAsync());
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in _alive)
                await process.DisposeAsync();
        }

        private Task<ServerProcess> OneAsync() =>
            ServerProcess.StartAsync(new Dictionary<string, string>(settings) { ["Megalis:CachePath"] = $"{settings["Megalis:CachePath"]}-{_started++}" }, stop);
    }
}
