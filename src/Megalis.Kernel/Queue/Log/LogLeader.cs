using System.Data.Common;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;

namespace Megalis.Kernel.Queue;

/// <summary>
/// Gives positions to the committed rows of the change log and of the journal. One node at a time: on PostgreSQL whoever
/// holds an advisory lock, and it writes through the very connection that holds it, so that a leader that lost the lock
/// has lost its pen too. Should two write all the same, the unique position stops one.
/// </summary>
internal sealed class LogLeader(RawConnections connections, WriteGate gate, JournalTree tree, ClusterSignal signal) : IAsyncDisposable
{
    public const string Topic = "log";

    /// <summary>Raised when rows of the change log got their positions.</summary>
    public const string ChangesTopic = "changes";

    private const long LockKey = 0x4D4547414C4C4F;
    private const int Batch = 1000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private DbConnection? _held;

    public static void WakeAfterCommit(MegalisDb db, ClusterSignal signal) => db.AfterCommit(() =>
    {
        signal.Raise(Topic);
        return Task.CompletedTask;
    });

    /// <summary>Numbers what is committed, up to a thousand rows of each kind; true when there may be more.</summary>
    public Task<bool> TickAsync(CancellationToken stop) => TickAsync(signNow: false, stop);

    /// <summary>Numbers everything and signs the head at once.</summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        while (await TickAsync(signNow: true, stop))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StepDownAsync();
        _one.Dispose();
    }

    private async Task<bool> TickAsync(bool signNow, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            if (!connections.IsPostgres)
            {
                await using var connection = await connections.OpenAsync(stop);
                return await NumberAsync(connection, signNow, stop);
            }

            return await LeadAsync(stop) is { } held && await NumberAsync(held, signNow, stop);
        }
        catch
        {
            await StepDownAsync();
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<DbConnection?> LeadAsync(CancellationToken stop)
    {
        if (_held is not null)
            return _held;
        var connection = await connections.OpenAsync(stop, own: true);
        if (await connection.ScalarAsync(null, "select pg_try_advisory_lock(@p0)", [LockKey], stop) is true)
        {
            tree.Forget();
            return _held = connection;
        }

        await connection.DisposeAsync();
        return null;
    }

    private async Task StepDownAsync()
    {
        tree.Forget();
        if (_held is not null)
            await _held.DisposeAsync();
        _held = null;
    }

    private async Task<bool> NumberAsync(DbConnection connection, bool signNow, CancellationToken stop)
    {
        var changes = 0;
        if (await connection.ScalarAsync(null, "select 1 from change_row where position is null limit 1", [], stop) is not null)
            changes = await InTransactionAsync(connection, t => NumberChangesAsync(connection, t, stop), stop);
        if (changes > 0)
            signal.Raise(ChangesTopic);
        var entries = 0;
        if (await tree.HasWorkAsync(connection, signNow, stop))
            entries = await InTransactionAsync(connection, t => tree.GrowAsync(connection, t, signNow, stop), stop);
        return changes == Batch || entries == Batch;
    }

    private async Task<int> InTransactionAsync(DbConnection connection, Func<DbTransaction, Task<int>> work, CancellationToken stop)
    {
        using (await gate.EnterAsync(stop))
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            var rows = await work(transaction);
            await transaction.CommitAsync(CancellationToken.None);
            return rows;
        }
    }

    private static Task<int> NumberChangesAsync(DbConnection connection, DbTransaction transaction, CancellationToken stop) =>
        connection.ExecuteAsync(transaction,
            $"""
            update change_row set position = w.base + w.n
            from (select id, row_number() over (order by id) as n, (select coalesce(max(position), 0) from change_row) as base
                  from change_row where position is null order by id limit {Batch}) as w
            where change_row.id = w.id
            """, [], stop);
}
