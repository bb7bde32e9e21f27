using Megalis.Kernel.Modules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Queue;

/// <summary>The queue's part of a server: its lanes, its sweeps, its calendar. Verbs of the command line do not run it.</summary>
internal sealed class QueueWorkers(QueueParts parts, QueueRunner runner, QueueSweep sweep, RecurringClock recurring, QueueSignal signal, Boot boot) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private const int SweepEveryTicks = 15;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (parts.Options.Value.Workers == 0)
            return;
        await boot.Done.WaitAsync(stoppingToken);
        var lanes = QueueRunner.Lanes.Select(lane => new LaneLoop(lane, parts, runner, sweep, signal)).ToList();
        try
        {
            await Task.WhenAll([TickAsync(stoppingToken), .. lanes.Select(lane => lane.RunAsync(stoppingToken))]);
        }
        finally
        {
            foreach (var lane in lanes)
                lane.Dispose();
        }
    }

    private async Task TickAsync(CancellationToken stop)
    {
        var changed = true;
        parts.Tenants.Changed += Note;
        try
        {
            using var timer = new PeriodicTimer(Tick);
            for (var tick = 0; ; tick++)
            {
                if (changed || tick % SweepEveryTicks == 0)
                {
                    changed = false;
                    await TryAsync(sweep.WakeWaitingAsync, stop);
                }

                await TryAsync(recurring.TickAsync, stop);
                await timer.WaitForNextTickAsync(stop);
            }
        }
        finally
        {
            parts.Tenants.Changed -= Note;
        }

        void Note() => changed = true;
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await work(stop);
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            parts.Log.LogWarning("The queue's calendar could not be read ({Message}); trying again.", error.Message);
        }
    }
}
