using System.Data.Common;
using Megalis.Kernel.Data;

namespace Megalis.Kernel.Queue;

/// <summary>
/// One worker's connection for as long as it has rows to work; given back when the lane is empty, thrown away after a
/// failure of the database.
/// </summary>
internal sealed class QueueSession(RawConnections connections) : IAsyncDisposable
{
    private DbConnection? _connection;
    private DbCommand? _take;

    public bool IsPostgres => connections.IsPostgres;

    public async ValueTask<DbConnection> OpenAsync(CancellationToken stop) => _connection ??= await connections.OpenAsync(stop);

    /// <summary>
    /// Deletes the tenant's oldest due row and returns it, or null; then opens a savepoint. On PostgreSQL the same round
    /// trip tells row security for whom the rest of the transaction works.
    /// </summary>
    public async Task<QueueRow?> TakeAsync(DbTransaction transaction, Lane lane, int tenantId, DateTimeOffset now, CancellationToken stop)
    {
        var command = Take(transaction, [lane.ToString(), nameof(QueueState.Ready), tenantId, InstantConverter.ToMicros(now)]);
        QueueRow? row = null;
        await using (var reader = await command.ExecuteReaderAsync(stop))
            if (await reader.ReadAsync(stop))
                row = QueueSql.Read(reader);
        if (!IsPostgres)
            await _connection!.ExecuteAsync(transaction, "savepoint " + QueueSql.Savepoint, [], stop);
        return row;
    }

    public async ValueTask DisposeAsync()
    {
        if (_take is not null)
            await _take.DisposeAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();
        (_take, _connection) = (null, null);
    }

    /// <summary>
    /// SQLite compiles the statement once for the session. On PostgreSQL nothing is kept here: a plan from when the
    /// queue was empty would read the whole table once it is full.
    /// </summary>
    private DbCommand Take(DbTransaction transaction, object?[] values)
    {
        if (IsPostgres || _take is null)
        {
            _take?.Dispose();
            return _take = _connection!.Command(transaction, QueueSql.Take(IsPostgres), values);
        }

        _take.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            _take.Parameters[i].Value = values[i];
        return _take;
    }
}
