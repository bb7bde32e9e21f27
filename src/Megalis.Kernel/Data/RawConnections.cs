using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Megalis.Kernel.Data;

/// <summary>
/// Connections of the kernel's own machinery (queue, log, notifications), which works before it knows a tenant. Such a
/// connection carries no tenant: touching a tenant's table through it is an error on PostgreSQL.
/// </summary>
internal sealed class RawConnections(IOptions<MegalisOptions> options)
{
    public bool IsPostgres => options.Value.Database.Provider == DatabaseProvider.Postgres;

    /// <param name="own">Outside the pool, to hold a lock or to listen for a long time.</param>
    public async Task<DbConnection> OpenAsync(CancellationToken stop, bool own = false)
    {
        var text = DataSetup.ConnectionString(options.Value);
        DbConnection connection = IsPostgres ? new NpgsqlConnection(own ? Alone(text) : text) : new SqliteConnection(text);
        try
        {
            await connection.OpenAsync(stop);
            if (connection is SqliteConnection sqlite)
                SqlitePragmas.Apply(sqlite);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return connection;
    }

    /// <summary>On a connection that lives long a silent network is noticed by a question every half minute.</summary>
    private static string Alone(string text) => new NpgsqlConnectionStringBuilder(text) { Pooling = false, KeepAlive = 30 }.ConnectionString;
}

/// <summary>Statements over a raw connection; parameters are <c>@p0</c>, <c>@p1</c> ... on both databases.</summary>
internal static class RawCommands
{
    public static DbCommand Command(this DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            parameter.Value = parameters[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Returns how many rows the statement touched.</summary>
    public static async Task<int> ExecuteAsync(this DbConnection connection, DbTransaction? transaction, string sql, object?[] parameters, CancellationToken stop)
    {
        await using var command = connection.Command(transaction, sql, parameters);
        return await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>The first column of the first row, or null.</summary>
    public static async Task<object?> ScalarAsync(this DbConnection connection, DbTransaction? transaction, string sql, object?[] parameters, CancellationToken stop)
    {
        await using var command = connection.Command(transaction, sql, parameters);
        return await command.ExecuteScalarAsync(stop) is { } value and not DBNull ? value : null;
    }

    public static async Task<List<T>> ListAsync<T>(
        this DbConnection connection, DbTransaction? transaction, string sql, object?[] parameters, Func<DbDataReader, T> read, CancellationToken stop)
    {
        await using var command = connection.Command(transaction, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop))
            rows.Add(read(reader));
        return rows;
    }
}
