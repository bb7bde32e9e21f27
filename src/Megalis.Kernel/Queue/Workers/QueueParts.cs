using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Queue;

/// <summary>What working a row needs.</summary>
internal sealed record QueueParts(
    IServiceProvider Root,
    RawConnections Connections,
    WriteGate Gate,
    QueueKinds Kinds,
    TenantStore Tenants,
    TimeProvider Clock,
    IOptions<QueueOptions> Options,
    ILogger<QueueParts> Log)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>The tenant when its rows may run: a closed one's wait.</summary>
    public Tenant? Awake(int tenantId) => Tenants.Find(tenantId) is { State: TenantState.Running or TenantState.Initializing } tenant ? tenant : null;

    /// <summary>The row after an attempt that failed: later again, or at rest when that was the last.</summary>
    public void Fail(QueueRow row, Exception error, QueueState again)
    {
        row.Attempts++;
        row.History = QueueHistory.Add(row.History, Now, QueueHistory.Describe(error));
        var rests = error is NoRetryException || row.Attempts >= Options.Value.Attempts;
        row.State = rests ? QueueState.Resting : again;
        row.Due = Now + Backoff(row.Attempts);
        Log.LogWarning(error, "Row {Id} ({Kind}, {Handler}) of tenant {Tenant} failed, attempt {Attempt}{Rests}.",
            row.Id, row.Kind, row.Handler, row.TenantId, row.Attempts, rests ? "; it rests in « À reprendre »" : "");
    }

    /// <summary>One write of the queue's own, outside any tenant's transaction.</summary>
    public async Task<T> WriteAsync<T>(Func<System.Data.Common.DbConnection, Task<T>> write, CancellationToken stop)
    {
        await using var connection = await Connections.OpenAsync(stop);
        T result;
        using (await Gate.EnterAsync(stop))
            result = await write(connection);
        // A call to the outside must not be ahead of the row that says that it was made.
        await Gate.WhenDurableAsync();
        return result;
    }

    public Task WriteAsync(Func<System.Data.Common.DbConnection, Task> write, CancellationToken stop) =>
        WriteAsync(async connection =>
        {
            await write(connection);
            return true;
        }, stop);

    /// <summary>10 s, 20 s, 40 s ... one hour, a quarter more or less: rows that failed together do not come back together.</summary>
    private static TimeSpan Backoff(int attempts) =>
        Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 20)), Longest.TotalSeconds) is var seconds
            ? TimeSpan.FromSeconds(Math.Round(seconds * (0.75 + (Random.Shared.NextDouble() / 2)), 3))
            : default;
}

/// <summary>What became of asking for one row.</summary>
/// <param name="Found">There was one.</param>
/// <param name="Error">Why it failed, if it did.</param>
internal readonly record struct Ran(bool Found, Exception? Error = null)
{
    public static readonly Ran Nothing = new(false);
    public static readonly Ran Well = new(true);
}
