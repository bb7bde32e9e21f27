using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Megalis.Testing;

/// <summary>
/// The tables of a database as sorted lines, once as the model wants them and once as the database has them:
/// <c>column note_row.text text</c>, <c>unique note_row(tenant_id, text)</c>. Names of keys and indexes do not count.
/// </summary>
internal static class DatabaseShape
{
    /// <summary>Tables that no model knows.</summary>
    private static readonly string[] Apart = ["megalis_migration", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"];

    public static IReadOnlyList<string> OfModel(MegalisDb db)
    {
        var model = db.GetService<IDesignTimeModel>().Model.GetRelationalModel();
        var lines = new List<string>();
        foreach (var table in model.Tables)
        {
            lines.AddRange(table.Columns.Select(c => $"column {table.Name}.{c.Name} {c.StoreType.ToLowerInvariant()}{(c.IsNullable ? " null" : "")}"));
            if (table.PrimaryKey is { } key)
                lines.Add($"key {table.Name}({Columns(key.Columns)})");
            lines.AddRange(table.Indexes.Select(i => $"{(i.IsUnique ? "unique" : "index")} {table.Name}({Columns(i.Columns)})"));
            lines.AddRange(table.ForeignKeyConstraints.Select(f => $"foreign {table.Name}({Columns(f.Columns)}) to {f.PrincipalTable.Name}({Columns(f.PrincipalColumns)})"));
        }

        return [.. lines.Distinct().Order(StringComparer.Ordinal)];

        static string Columns(IEnumerable<IColumn> columns) => string.Join(", ", columns.Select(c => c.Name));
    }

    public static async Task<IReadOnlyList<string>> OfDatabaseAsync(MegalisDb db)
    {
        var lines = new List<string>();
        foreach (var query in db.IsPostgres ? Postgres : Sqlite)
            lines.AddRange(await LinesAsync(db, query));
        return [.. lines.Where(line => !Apart.Any(t => line.Contains($" {t}.", StringComparison.Ordinal) || line.Contains($" {t}(", StringComparison.Ordinal))).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Columns of text that PostgreSQL would not compare ordinally, as SQLite does.</summary>
    public static Task<IReadOnlyList<string>> LinguisticColumnsAsync(MegalisDb db) => LinesAsync(db,
        "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C' and table_name <> 'megalis_migration'");

    /// <summary>The first column of a query's rows.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(MegalisDb db, string sql)
    {
        await using var command = await db.CommandAsync(sql, [], CancellationToken.None);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }

    private static readonly string[] Postgres =
    [
        """
        select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then '' else ' null' end
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        """,
        """
        select case when x.indisprimary then 'key ' when x.indisunique then 'unique ' else 'index ' end || c.relname || '(' ||
          (select string_agg(a.attname, ', ' order by k.n) from unnest(x.indkey) with ordinality k(attnum, n)
           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum) || ')'
        from pg_index x join pg_class c on c.oid = x.indrelid where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        """,
        """
        select 'foreign ' || c.relname || '(' || (select string_agg(a.attname, ', ' order by k.n) from unnest(f.conkey) with ordinality k(attnum, n)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum) || ') to ' || p.relname || '(' ||
          (select string_agg(a.attname, ', ' order by k.n) from unnest(f.confkey) with ordinality k(attnum, n)
            join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.attnum) || ')'
        from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class p on p.oid = f.confrelid where f.contype = 'f'
        """,
    ];

    private static readonly string[] Sqlite =
    [
        """
        select 'column ' || m.name || '.' || t.name || ' ' || lower(t.type) || case when t."notnull" or t.pk then '' else ' null' end
        from sqlite_master m, pragma_table_info(m.name) t where m.type = 'table'
        """,
        """
        select 'key ' || m.name || '(' || (select group_concat(name, ', ') from (select name from pragma_table_info(m.name) where pk > 0 order by pk)) || ')'
        from sqlite_master m where m.type = 'table' and exists (select 1 from pragma_table_info(m.name) where pk > 0)
        """,
        """
        select case when i."unique" then 'unique ' else 'index ' end || m.name || '(' ||
          (select group_concat(name, ', ') from (select name from pragma_index_info(i.name) order by seqno)) || ')'
        from sqlite_master m, pragma_index_list(m.name) i where m.type = 'table' and i.origin = 'c'
        """,
        """
        select 'foreign ' || m.name || '(' || f."from" || ') to ' || f."table" || '(' || f."to" || ')'
        from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'
        """,
    ];
}
