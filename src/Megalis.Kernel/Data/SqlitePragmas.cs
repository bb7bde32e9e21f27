using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Megalis.Kernel.Data;

/// <summary>Readers never wait (WAL); a power cut leaves whole transactions only, and <see cref="SharedSync"/> sees to it that it leaves every acknowledged one.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public const string Text = "pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on; pragma busy_timeout=30000;";

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
