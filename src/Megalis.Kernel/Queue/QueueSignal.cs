using System.Threading.Channels;

namespace Megalis.Kernel.Queue;

/// <summary>
/// Wakes who waits, after a commit: in this process at once, in the other nodes through PostgreSQL's NOTIFY
/// (<see cref="ClusterNotifier"/>). It only saves waiting: the database is polled each second anyway.
/// </summary>
internal sealed class ClusterSignal
{
    /// <summary>The topic that wakes everybody, after notifications may have been lost.</summary>
    public const string Everything = "*";

    private readonly Channel<string> _outgoing = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private volatile bool _forwards;

    /// <summary>Raised with a topic without spaces; handlers return at once.</summary>
    public event Action<string>? Raised;

    public void Raise(string topic)
    {
        Raised?.Invoke(topic);
        if (_forwards)
            _outgoing.Writer.TryWrite(topic);
    }

    /// <summary>Another node raised it.</summary>
    public void Hear(string topic) => Raised?.Invoke(topic);

    /// <summary>From now on topics are also kept for sending; whoever calls this reads them.</summary>
    public ChannelReader<string> Forward()
    {
        _forwards = true;
        return _outgoing.Reader;
    }
}

/// <summary>The queue's topics: which lane has something new, and for which tenant.</summary>
internal sealed class QueueSignal : IDisposable
{
    /// <summary>In the place of a tenant: look which tenants have work.</summary>
    public const int AnyTenant = 0;

    private const string Prefix = "queue:";

    private readonly ClusterSignal _cluster;
    private readonly Channel<int>[] _lanes = [.. Enum.GetValues<Lane>().Select(_ => Channel.CreateUnbounded<int>())];

    public QueueSignal(ClusterSignal cluster)
    {
        _cluster = cluster;
        cluster.Raised += Hear;
    }

    public Task WakeAsync(Lane lane, int tenantId)
    {
        _cluster.Raise(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{lane}:{tenantId}"));
        return Task.CompletedTask;
    }

    /// <summary>Returns the tenants that have something new in the lane; none after <paramref name="atMost"/>.</summary>
    public async Task<IReadOnlyCollection<int>> WaitAsync(Lane lane, TimeSpan atMost, CancellationToken stop)
    {
        var reader = _lanes[(int)lane].Reader;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(atMost);
        var news = new HashSet<int>();
        try
        {
            await reader.WaitToReadAsync(late.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return news;
        }

        while (reader.TryRead(out var tenant))
            news.Add(tenant);
        return news;
    }

    public void Dispose() => _cluster.Raised -= Hear;

    private void Hear(string topic)
    {
        if (topic == ClusterSignal.Everything)
        {
            foreach (var lane in _lanes)
                lane.Writer.TryWrite(AnyTenant);
            return;
        }

        if (topic.StartsWith(Prefix, StringComparison.Ordinal) && topic[Prefix.Length..].Split(':') is [var name, var id]
            && Enum.TryParse<Lane>(name, out var known) && int.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out var tenant))
            _lanes[(int)known].Writer.TryWrite(tenant);
    }
}
