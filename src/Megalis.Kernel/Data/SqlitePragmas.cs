using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Megalis.Kernel.Data;

/// <summary>Readers never wait (WAL); a power cut leaves whole transactions only, and <see cref="SharedSync"/> sees to it that it leaves every acknowledged one.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    /// <remarks>
    /// The driver itself asks a busy file again until the command's timeout (30 s, « Default Timeout » of the connection
    /// string); a wait inside SQLite could not be ended. A checkpoint costs two fsyncs under the gate: every 16 MB.
    /// </remarks>
    public const string Text = "pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on; pragma busy_timeout=1000; pragma wal_autocheckpoint=4000;";

    /// <summary>What is said once to a handle holds for its life, in the pool and out of it.</summary>
    private static readonly ConditionalWeakTable<object, object> Said = [];

    /// <summary>Before anything else on an open connection.</summary>
    public static void Apply(SqliteConnection connection)
    {
        if (connection.Handle is not { } handle || Said.TryGetValue(handle, out _))
            return;
        using (var command = connection.CreateCommand())
        {
            command.CommandText = Text;
            command.ExecuteNonQuery();
        }

        Said.AddOrUpdate(handle, handle);
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // SQLite has no asynchronous calls.
        Apply((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply((SqliteConnection)connection);
}
