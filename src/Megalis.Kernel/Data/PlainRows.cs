using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;

namespace Megalis.Kernel.Data;

/// <summary>
/// Saves rows that stand alone (no foreign keys, nothing that the database computes but a number of their own) without EF's
/// planning, which costs more than all their statements: deletions, then changes, then insertions, on PostgreSQL in one
/// round trip. The tenant guard and concurrency tokens hold as in <see cref="MegalisDb.SaveChangesAsync(bool, CancellationToken)"/>.
/// </summary>
internal static class PlainRows
{
    /// <summary>Compiled statements of a connection that stays open, by their text.</summary>
    private static readonly ConditionalWeakTable<SqliteConnection, Dictionary<string, SqliteCommand>> Kept = [];

    /// <summary>Inside an open transaction only, for rows that each have a <see cref="RowShape"/>.</summary>
    /// <remarks>A row whose key the database draws is not tracked afterwards: nobody has asked for the key.</remarks>
    public static async Task SaveAsync(MegalisDb db, IReadOnlyList<EntityEntry> changed, CancellationToken stop)
    {
        var writes = changed.Select(entry => (Shape: RowShape.Of(entry.Metadata, db.IsPostgres)!, Entry: entry)).OrderBy(w => Rank(w.Entry.State)).ToList();
        var statements = writes.ConvertAll(w => w.Shape.Write(w.Entry));
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        var rows = transaction.Connection is SqliteConnection sqlite ? Run(sqlite, (SqliteTransaction)transaction, statements) : await RunAsync(transaction, statements, stop);
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] != 1)
                throw new DbUpdateConcurrencyException($"The {writes[i].Entry.Metadata.ClrType.Name} to be written is not as it was read.");
        foreach (var (shape, entry) in writes)
            if (shape.IsNumbered && entry.State == EntityState.Added)
                entry.State = EntityState.Detached;
        db.ChangeTracker.AcceptAllChanges();
    }

    private static int Rank(EntityState state) => state switch { EntityState.Deleted => 0, EntityState.Modified => 1, _ => 2 };

    private static async Task<int[]> RunAsync(DbTransaction transaction, List<RowStatement> statements, CancellationToken stop)
    {
        await using var batch = transaction.Connection!.CreateBatch();
        batch.Transaction = transaction;
        foreach (var statement in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = statement.Text;
            for (var i = 0; i < statement.Values.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.DbType = statement.Columns[i].Type;
                parameter.Value = statement.Values[i];
                command.Parameters.Add(parameter);
            }

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
            return [.. statements.Select(statement => Run(connection, transaction, statement))];
        }
        catch (DbException error)
        {
            throw new DbUpdateException("The rows could not be saved.", error);
        }
    }

    private static int Run(SqliteConnection connection, SqliteTransaction transaction, RowStatement statement)
    {
        var kept = Kept.GetOrCreateValue(connection);
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
        return command.ExecuteNonQuery();
    }
}
