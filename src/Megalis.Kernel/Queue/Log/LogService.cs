using Megalis.Kernel.Modules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Queue;

/// <summary>Keeps the log numbered on a server: woken after commits, and looking twice a second whatever happens.</summary>
internal sealed class LogService(LogLeader leader, ClusterSignal signal, IOptions<QueueOptions> options, Boot boot, ILogger<LogService> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Acts of a moment share one transaction of the leader.</summary>
    private static readonly TimeSpan Coalesced = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Workers == 0)
            return;
        await boot.Done.WaitAsync(stoppingToken);
        using var wake = new SemaphoreSlim(0);
        signal.Raised += Note;
        try
        {
            await FollowAsync(wake, stoppingToken);
        }
        finally
        {
            signal.Raised -= Note;
        }

        void Note(string topic)
        {
            if (topic is LogLeader.Topic or ClusterSignal.Everything && wake.CurrentCount == 0)
                wake.Release();
        }
    }

    private async Task FollowAsync(SemaphoreSlim wake, CancellationToken stop)
    {
        var failed = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                while (await leader.TickAsync(stop))
                {
                }

                failed = false;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                if (!failed)
                    log.LogError(error, "The log of changes and acts cannot be numbered; trying again.");
                failed = true;
            }

            await Task.Delay(Coalesced, stop);
            await wake.WaitAsync(Poll, stop);
        }
    }
}

/// <summary>Lets readers of the change log sleep until there is something to read.</summary>
public sealed class ChangeFeed : IDisposable
{
    private readonly ClusterSignal _signal;
    private volatile TaskCompletionSource _news = New();

    internal ChangeFeed(ClusterSignal signal)
    {
        _signal = signal;
        signal.Raised += Hear;
    }

    /// <summary>Returns when changes have got positions on any node since the call, or after <paramref name="atMost"/>: read then, whatever it was.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        try
        {
            await _news.Task.WaitAsync(atMost, stop);
        }
        catch (TimeoutException)
        {
            // The poll of a reader: news may have been lost.
        }
    }

    public void Dispose() => _signal.Raised -= Hear;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Hear(string topic)
    {
        if (topic is not (LogLeader.ChangesTopic or ClusterSignal.Everything))
            return;
        Interlocked.Exchange(ref _news, New()).TrySetResult();
    }
}
