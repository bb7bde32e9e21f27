using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Megalis.Kernel.Data;

/// <summary>Tells PostgreSQL, on each connection taken from the pool, for which tenant it works.</summary>
internal sealed class RowSecurityInterceptor : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (eventData.Context is not MegalisDb db)
            return;
        await using var command = connection.CreateCommand();
        command.CommandText = "select set_config('megalis.tenant_id', $1, false)";
        var parameter = command.CreateParameter();
        parameter.Value = db.RowSecuritySetting;
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        throw new NotSupportedException("The database is opened asynchronously only.");
}

/// <summary>
/// Row-level security on PostgreSQL: every tenant-owned table of the model, FORCEd so that the owner is held too. The
/// setting is read without <c>missing_ok</c> and cast, so that a connection that never said its tenant gets an error,
/// not an empty result that a backup would copy without a word.
/// </summary>
internal static class RowSecurity
{
    public static async Task EnsureAsync(MegalisDb db, CancellationToken stop)
    {
        if (!db.IsPostgres)
            return;
        foreach (var table in Tables(db))
            await db.RawAsync(
                $"""
                alter table "{table}" enable row level security;
                alter table "{table}" force row level security;
                drop policy if exists tenant on "{table}";
                create policy tenant on "{table}"
                  using (case when current_setting('megalis.tenant_id') = '*' then true else tenant_id = current_setting('megalis.tenant_id')::int end)
                  with check (case when current_setting('megalis.tenant_id') = '*' then true else tenant_id = current_setting('megalis.tenant_id')::int end);
                """, [], stop);
    }

    /// <summary>True when every tenant-owned table has row security, forced, with its policy; always on SQLite.</summary>
    public static async Task<bool> StandsAsync(MegalisDb db, CancellationToken stop)
    {
        if (!db.IsPostgres)
            return true;
        var tables = Tables(db).ToArray();
        var walled = await db.RawAsync(
            """
            select count(*) from unnest(@p0) as wanted join pg_class c on c.oid = to_regclass(quote_ident(wanted))
            where c.relrowsecurity and c.relforcerowsecurity and exists (select 1 from pg_policy where polrelid = c.oid and polname = 'tenant')
            """, [tables], stop);
        return Convert.ToInt32(walled, System.Globalization.CultureInfo.InvariantCulture) == tables.Length;
    }

    public static IReadOnlyList<string> Tables(MegalisDb db) =>
        [.. db.Model.GetEntityTypes()
            .Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType))
            .Select(e => e.GetTableName()!)
            .Distinct()
            .Order(StringComparer.Ordinal)];

    /// <exception cref="InvalidOperationException">PostgreSQL would let this role see every tenant's rows.</exception>
    public static async Task RefusePowerfulRoleAsync(MegalisDb db, CancellationToken stop)
    {
        if (!db.IsPostgres)
            return;
        var powerful = await db.RawAsync("select rolsuper or rolbypassrls from pg_roles where rolname = current_user", [], stop);
        if (powerful is true)
            throw new InvalidOperationException(
                "The database role is a superuser or bypasses row security, so the wall between tenants would not stand. Connect with an ordinary role that owns the database.");
    }
}
