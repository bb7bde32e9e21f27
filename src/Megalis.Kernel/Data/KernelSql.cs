using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Megalis.Kernel.Data;

/// <summary>
/// The one verb for writes that bypass the change tracker. It takes the gate, keeps the tenant filter, and refuses to
/// move a row to another tenant (ExecuteUpdate alone would do it).
/// </summary>
public static class KernelSql
{
    /// <summary>Updates the rows of <paramref name="where"/> in one statement; returns how many.</summary>
    public static async Task<int> UpdateWhereAsync<T>(
        this MegalisDb db, Expression<Func<T, bool>> where, Action<Setters<T>> set, CancellationToken stop = default) where T : class
    {
        var setters = new Setters<T>();
        set(setters);
        var rows = 0;
        await db.TransactAsync(async () => rows = await db.Set<T>().Where(where).ExecuteUpdateAsync(setters.Apply, stop), stop);
        return rows;
    }

    /// <summary>Deletes the rows of <paramref name="where"/> in one statement; returns how many.</summary>
    public static async Task<int> DeleteWhereAsync<T>(this MegalisDb db, Expression<Func<T, bool>> where, CancellationToken stop = default) where T : class
    {
        var rows = 0;
        await db.TransactAsync(async () => rows = await db.Set<T>().Where(where).ExecuteDeleteAsync(stop), stop);
        return rows;
    }

    /// <summary>
    /// The next number of a counter of the host, from 1, without gaps in what commits: taken in the caller's transaction,
    /// for which others wait. For references that people read.
    /// </summary>
    public static Task<long> NextNumberAsync(this MegalisDb db, string counter, CancellationToken stop = default) =>
        db.NextVersionAsync("number/" + counter, stop);

    /// <summary>
    /// Holds a row as it is until the open transaction ends: what is read of it now still holds when the transaction
    /// commits. On SQLite the gate does that already. Several may hold a row together; <paramref name="alone"/> waits for
    /// those who do, and for changes on their way, and keeps others out.
    /// </summary>
    /// <param name="id">The row's key in the table of <typeparamref name="T"/>, whose column is « id ».</param>
    public static async Task HoldAsync<T>(this MegalisDb db, object id, bool alone = false, CancellationToken stop = default) where T : class
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A row is held until a transaction ends: call this inside TransactAsync.");
        if (!db.IsPostgres)
            return;
        var table = db.Model.FindEntityType(typeof(T))!.GetTableName();
        await db.RawAsync($"select 1 from \"{table}\" where id = @p0 for {(alone ? "update" : "share")}", [id], stop);
    }

    /// <summary>
    /// Holds a name until the open transaction ends, for what has no row to hold: whoever else wants it alone waits. On
    /// SQLite the gate does that already.
    /// </summary>
    /// <param name="name">Any text; say in it whose it is, a tenant's id for instance.</param>
    /// <param name="alone">False: several may hold it together, and keep out only who wants it alone.</param>
    public static async Task HoldNameAsync(this MegalisDb db, string name, bool alone = true, CancellationToken stop = default)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A name is held until a transaction ends: call this inside TransactAsync.");
        if (db.IsPostgres)
            await db.RawAsync($"select pg_advisory_xact_lock{(alone ? "" : "_shared")}(hashtextextended(@p0, 0)) is null", [name], stop);
    }

    /// <summary>
    /// Reads a row of this tenant and holds it alone until the open transaction ends, as <see cref="HoldAsync"/> does, in one
    /// round trip; null when there is none. The context does not track it: <see cref="LooseRows.Change"/> writes what becomes of it.
    /// </summary>
    /// <param name="id">The row's key in the table of <typeparamref name="T"/>, whose column is « id » and which stands alone, see <see cref="LooseRows"/>.</param>
    public static Task<HeldRow<T>?> FindHeldAsync<T>(this MegalisDb db, string id, CancellationToken stop = default) where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(db);
        return PlainRows.FindAsync<T>(db, [("Id", id)], hold: true, stop);
    }

    /// <summary>
    /// Whether a row of this tenant has these values: for what is asked thousands of times a second, and is seldom so.
    /// Inside an open transaction.
    /// </summary>
    /// <param name="equal">Properties of <typeparamref name="T"/>, whose table stands alone, see <see cref="LooseRows"/>.</param>
    public static async Task<bool> HasAsync<T>(this MegalisDb db, IReadOnlyList<(string Property, object Value)> equal, CancellationToken stop = default) where T : class, new() =>
        await PlainRows.FindAsync<T>(db, equal, hold: false, stop) is not null;

    /// <summary>Counts a named version up in the caller's transaction; the row stays locked until it commits.</summary>
    internal static async Task<long> NextVersionAsync(this MegalisDb db, string name, CancellationToken stop)
    {
        var value = await db.RawAsync(
            "insert into version_row (name, value) values (@p0, 1) on conflict (name) do update set value = version_row.value + 1 returning value",
            [name], stop);
        return Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A statement of the kernel's own tables, inside the open transaction; returns the first column of the first row.</summary>
    internal static async Task<object?> RawAsync(this MegalisDb db, string sql, object?[] parameters, CancellationToken stop)
    {
        await using var command = await db.CommandAsync(sql, parameters, stop);
        return await command.ExecuteScalarAsync(stop);
    }

    internal static async Task<DbCommand> CommandAsync(this MegalisDb db, string sql, object?[] parameters, CancellationToken stop)
    {
        await db.Database.OpenConnectionAsync(stop);
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        if (db.Database.GetCommandTimeout() is { } seconds)
            command.CommandTimeout = seconds;
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i;
            parameter.Value = parameters[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <summary>The assignments of <see cref="KernelSql.UpdateWhereAsync"/>.</summary>
public sealed class Setters<T>
{
    private readonly List<Action<UpdateSettersBuilder<T>>> _all = [];

    /// <exception cref="InvalidOperationException">The tenant column is named.</exception>
    public Setters<T> Set<TValue>(Expression<Func<T, TValue>> property, TValue value)
    {
        Refuse(property.Body);
        _all.Add(b => b.SetProperty(property, value));
        return this;
    }

    public Setters<T> Set<TValue>(Expression<Func<T, TValue>> property, Expression<Func<T, TValue>> value)
    {
        Refuse(property.Body);
        _all.Add(b => b.SetProperty(property, value));
        return this;
    }

    internal void Apply(UpdateSettersBuilder<T> builder)
    {
        foreach (var setter in _all)
            setter(builder);
    }

    private static void Refuse(Expression property)
    {
        if (property is MemberExpression { Member.Name: nameof(ITenantOwned.TenantId) })
            throw new InvalidOperationException("A row never moves to another tenant.");
    }
}
