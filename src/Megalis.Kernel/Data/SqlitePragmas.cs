using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Megalis.Kernel.Data;

/// <summary>An acknowledged deposit survives a power cut: the journal is synced at every commit (FULL), readers never wait (WAL).</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public const string Text = "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma busy_timeout=30000;";

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = Text;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var command = connection.CreateCommand();
        command.CommandText = Text;
        command.ExecuteNonQuery();
    }
}
