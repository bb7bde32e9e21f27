using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Megalis.Kernel.Queue;

/// <summary>
/// Carries topics between nodes by PostgreSQL's NOTIFY. Sent after the commit, on a connection of its own and at most
/// each 20 ms: inside the transactions it would serialise their commits (9,600/s became 4,000/s when measured).
/// </summary>
internal sealed class ClusterNotifier(RawConnections connections, ClusterSignal signal, Boot boot, ILogger<ClusterNotifier> log) : BackgroundService
{
    private const string Channel = "megalis";

    /// <summary>PostgreSQL's limit is 8,000 bytes.</summary>
    private const int MaxLength = 7000;
    private static readonly TimeSpan Coalesced = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly string _me = Ids.Random();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!connections.IsPostgres)
            return;
        await boot.Done.WaitAsync(stoppingToken);
        await Task.WhenAll(KeepAsync(SendAsync, stoppingToken), KeepAsync(ListenAsync, stoppingToken));
    }

    /// <summary>A connection that breaks is opened again; meanwhile the poll does the work.</summary>
    private async Task KeepAsync(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken stop)
    {
        var failed = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = (NpgsqlConnection)await connections.OpenAsync(stop, own: true);
                failed = false;
                await work(connection, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                if (!failed)
                    log.LogWarning("Notifications between nodes are interrupted ({Message}); work goes on by polling.", e.Message);
                failed = true;
                await Task.Delay(Again, stop);
            }
        }
    }

    private async Task SendAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var topics = signal.Forward();
        while (await topics.WaitToReadAsync(stop))
        {
            await Task.Delay(Coalesced, stop);
            var some = new HashSet<string>();
            while (topics.TryRead(out var topic))
                some.Add(topic);
            var text = string.Join(' ', some.Prepend(_me));
            await connection.ExecuteAsync(null, "select pg_notify(@p0, @p1)", [Channel, text.Length > MaxLength ? $"{_me} {ClusterSignal.Everything}" : text], stop);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await connection.ExecuteAsync(null, $"listen {Channel}", [], stop);
        // What was said while nobody listened is lost.
        signal.Hear(ClusterSignal.Everything);
        while (!stop.IsCancellationRequested)
            await connection.WaitAsync(stop);
    }

    private void Hear(string payload)
    {
        var words = payload.Split(' ');
        if (words[0] != _me)
            foreach (var topic in words.Skip(1))
                signal.Hear(topic);
    }
}
