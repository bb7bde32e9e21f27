namespace Megalis.Kernel.Queue;

/// <summary>Wakes the workers of this process after a commit. It only saves waiting: the database is polled each second anyway.</summary>
internal sealed class QueueSignal
{
    private readonly SemaphoreSlim[] _lanes = [.. Enum.GetValues<Lane>().Select(_ => new SemaphoreSlim(0, int.MaxValue))];

    public Task WakeAsync(Lane lane)
    {
        _lanes[(int)lane].Release();
        return Task.CompletedTask;
    }

    /// <summary>Returns when something was added to the lane, or after <paramref name="atMost"/>.</summary>
    public Task WaitAsync(Lane lane, TimeSpan atMost, CancellationToken stop) => _lanes[(int)lane].WaitAsync(atMost, stop);
}
