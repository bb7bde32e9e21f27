using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Queue;

/// <summary>The workers of one lane: asleep until a signal or the poll finds work, then taking turns by tenant.</summary>
internal sealed class LaneLoop(Lane lane, QueueParts parts, QueueRunner runner, QueueSweep sweep, QueueSignal signal) : IDisposable
{
    private readonly Rota _rota = new(parts.Options.Value.CapOf(lane));
    private readonly SemaphoreSlim _work = new(0);
    private bool _down;

    private int Workers => parts.Options.Value.WorkersOf(lane);

    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll([LookAsync(stop), .. Enumerable.Range(0, Workers).Select(_ => WorkAsync(stop))]);

    public void Dispose() => _work.Dispose();

    private async Task LookAsync(CancellationToken stop)
    {
        var poll = TimeSpan.FromMilliseconds(parts.Options.Value.PollMilliseconds);
        var looked = 0L;
        var look = true;
        while (!stop.IsCancellationRequested)
        {
            // By the machine's time, not the product's: a test that stops the clock does not stop the workers.
            if (look || Stopwatch.GetElapsedTime(looked) >= poll)
            {
                looked = Stopwatch.GetTimestamp();
                await TryAsync(() => PollAsync(stop), stop);
            }

            var news = await signal.WaitAsync(lane, poll, stop);
            look = news.Contains(QueueSignal.AnyTenant);
            foreach (var tenant in news.Where(t => t != QueueSignal.AnyTenant))
                Offer(tenant);
        }
    }

    private async Task PollAsync(CancellationToken stop)
    {
        await sweep.ExpireAsync(lane, stop);
        foreach (var tenant in await runner.TenantsAsync(lane, stop))
            Offer(tenant);
    }

    private void Offer(int tenant)
    {
        _rota.Add(tenant);
        Wake();
    }

    private void Wake()
    {
        if (_work.CurrentCount < Workers)
            _work.Release();
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        while (true)
        {
            await _work.WaitAsync(stop);
            await using var session = runner.NewSession();
            while (!stop.IsCancellationRequested && _rota.Take() is { } turn)
            {
                var found = false;
                await TryAsync(async () => found = (await runner.RunOneAsync(session, lane, turn.Tenant, stop)).Found, stop);
                _rota.Release(turn, found);
                // Where one row was there may be more than one worker's worth.
                if (found && _work.CurrentCount == 0)
                    Wake();
            }
        }
    }

    /// <summary>A database that is down is asked again at the next poll; it is said once.</summary>
    private async Task TryAsync(Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work();
            _down = false;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            if (!_down)
                parts.Log.LogError(error, "The lane {Lane} cannot reach its rows; it keeps trying.", lane);
            _down = true;
        }
    }
}
