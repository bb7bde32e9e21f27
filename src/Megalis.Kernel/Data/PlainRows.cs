using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;

namespace Megalis.Kernel.Data;

/// <summary>
/// Saves rows, and reads one, that stand alone (no foreign keys, nothing that the database computes but a number of their
/// own) without EF's planning, which costs more than all their statements: deletions, then changes, then insertions, on
/// PostgreSQL in one round trip. The tenant guard and concurrency tokens hold as in <see cref="MegalisDb.SaveChangesAsync(bool, CancellationToken)"/>.
/// </summary>
internal static class PlainRows
{
    /// <summary>Compiled statements of a connection that stays open, by their text.</summary>
    private static readonly ConditionalWeakTable<SqliteConnection, Dictionary<string, SqliteCommand>> Compiled = [];

    /// <summary>Inside an open transaction only, for rows that each have a <see cref="RowShape"/>.</summary>
    /// <param name="changed">What the context tracks.</param>
    /// <param name="loose">What it does not.</param>
    /// <remarks>A row whose key the database draws is not tracked afterwards: nobody has asked for the key.</remarks>
    public static async Task SaveAsync(MegalisDb db, IReadOnlyList<EntityEntry> changed, LooseRows loose, CancellationToken stop)
    {
        List<RowStatement> statements =
        [
            .. loose.Removed.Select(row => RowShape.Of(db, row.GetType()).Delete(row)),
            .. Tracked(EntityState.Deleted),
            .. loose.Changed.Select(row => RowShape.Of(db, row.Entity.GetType()).Update(row)).OfType<RowStatement>(),
            .. Tracked(EntityState.Modified),
            .. Tracked(EntityState.Added),
            .. loose.Added.Select(row => RowShape.Of(db, row.GetType()).Insert(row)),
        ];
        if (statements.Count == 0)
            return;
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        var rows = transaction.Connection is SqliteConnection sqlite ? Run(sqlite, (SqliteTransaction)transaction, statements) : await RunAsync(transaction, statements, stop);
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] != 1)
                throw new DbUpdateConcurrencyException($"The row of {statements[i].Table} to be written is not as it was read.");
        foreach (var entry in changed)
            if (entry.State == EntityState.Added && RowShape.Of(entry.Metadata, db.IsPostgres)!.IsNumbered)
                entry.State = EntityState.Detached;
        db.ChangeTracker.AcceptAllChanges();

        IEnumerable<RowStatement> Tracked(EntityState state) => changed.Where(e => e.State == state).Select(e => RowShape.Of(e.Metadata, db.IsPostgres)!.Write(e));
    }

    /// <summary>A row of the context's tenant that has these values, without EF's command and pipeline; null when there is none.</summary>
    /// <param name="hold">Until the transaction ends; on SQLite the gate keeps others out anyway.</param>
    public static async Task<HeldRow<T>?> FindAsync<T>(MegalisDb db, IReadOnlyList<(string Property, object Value)> equal, bool hold, CancellationToken stop) where T : class, new()
    {
        if (db.Database.CurrentTransaction?.GetDbTransaction() is not { } transaction)
            throw new InvalidOperationException("A row is read and held in an open transaction: call this inside TransactAsync.");
        if (!db.AllTenants && typeof(ITenantOwned).IsAssignableFrom(typeof(T)))
            equal = [(nameof(ITenantOwned.TenantId), db.TenantId), .. equal];
        var shape = RowShape.Of(db, typeof(T));
        var statement = shape.Find(equal, hold && db.IsPostgres);
        if (transaction.Connection is SqliteConnection sqlite)
        {
            using var rows = Kept(sqlite, (SqliteTransaction)transaction, statement).ExecuteReader();
            return rows.Read() ? shape.Read<T>(rows) : null;
        }

        await using var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, statement.Text);
        Give(statement, command.CreateParameter, command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? shape.Read<T>(reader) : null;
    }

    private static async Task<int[]> RunAsync(DbTransaction transaction, List<RowStatement> statements, CancellationToken stop)
    {
        await using var batch = transaction.Connection!.CreateBatch();
        batch.Transaction = transaction;
        foreach (var statement in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = statement.Text;
            Give(statement, command.CreateParameter, command.Parameters);
            batch.BatchCommands.Add(command);
        }

        try
        {
            await batch.ExecuteNonQueryAsync(stop);
        }
        catch (DbException error)
        {
            throw new DbUpdateException("The rows could not be saved.", error);
        }

        return [.. batch.BatchCommands.Select(command => command.RecordsAffected)];
    }

    /// <summary>SQLite has no asynchronous calls.</summary>
    private static int[] Run(SqliteConnection connection, SqliteTransaction transaction, List<RowStatement> statements)
    {
        try
        {
            return [.. statements.Select(statement => Kept(connection, transaction, statement).ExecuteNonQuery())];
        }
        catch (DbException error)
        {
            throw new DbUpdateException("The rows could not be saved.", error);
        }
    }

    private static void Give(RowStatement statement, Func<DbParameter> make, DbParameterCollection parameters)
    {
        for (var i = 0; i < statement.Values.Length; i++)
        {
            var parameter = make();
            parameter.DbType = statement.Columns[i].Type;
            parameter.Value = statement.Values[i];
            parameters.Add(parameter);
        }
    }

    /// <summary>The statement, compiled once for the connection.</summary>
    private static SqliteCommand Kept(SqliteConnection connection, SqliteTransaction transaction, RowStatement statement)
    {
        var kept = Compiled.GetOrCreateValue(connection);
        if (!kept.TryGetValue(statement.Text, out var command))
        {
            command = kept[statement.Text] = connection.CreateCommand();
            command.CommandText = statement.Text;
            for (var i = 0; i < statement.Values.Length; i++)
                command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@p{i}"), statement.Values[i]);
        }

        command.Transaction = transaction;
        for (var i = 0; i < statement.Values.Length; i++)
            command.Parameters[i].Value = statement.Values[i];
        return command;
    }
}
