using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Megalis.Kernel.Data;

/// <summary>
/// Provider-neutral schema changes, made of EF Core's own migration operations. What is absent (dropping or altering a
/// column, adding a foreign key) fails on SQLite without the model of that day: use <see cref="RebuildTable"/>.
/// </summary>
public sealed class Schema(bool postgres)
{
    internal List<MigrationOperation> Operations { get; } = [];

    public Schema Table(string name, Action<TableShape> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var table = new TableShape(name, postgres);
        shape(table);
        Operations.Add(table.Create);
        Operations.AddRange(table.Indexes);
        return this;
    }

    /// <summary>Adds one column; a column that is not nullable needs a default for the rows that exist.</summary>
    public Schema AddColumn(string table, Action<TableShape> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var shape = new TableShape(table, postgres);
        column(shape);
        Operations.AddRange(shape.Create.Columns);
        Operations.AddRange(shape.Indexes);
        return this;
    }

    public Schema RenameColumn(string table, string from, string to)
    {
        Operations.Add(new RenameColumnOperation { Table = table, Name = from, NewName = to });
        return this;
    }

    public Schema RenameTable(string from, string to)
    {
        Operations.Add(new RenameTableOperation { Name = from, NewName = to });
        return this;
    }

    public Schema Index(string table, params string[] columns) => Index(table, unique: false, columns);

    public Schema Unique(string table, params string[] columns) => Index(table, unique: true, columns);

    public Schema DropIndex(string table, params string[] columns)
    {
        Operations.Add(new DropIndexOperation { Table = table, Name = TableShape.IndexName(table, columns) });
        return this;
    }

    public Schema DropTable(string name)
    {
        Operations.Add(new DropTableOperation { Name = name });
        return this;
    }

    /// <summary>A statement that both databases understand. Runs for all tenants.</summary>
    public Schema Sql(string sql)
    {
        Operations.Add(new SqlOperation { Sql = sql });
        return this;
    }

    /// <summary>
    /// Gives a table a wholly new shape and keeps its rows: columns of the same name are copied, others take
    /// <paramref name="fill"/> (column to SQL expression over the old row) or their default.
    /// </summary>
    public Schema RebuildTable(string name, Action<TableShape> fullNewShape, IReadOnlyCollection<string> kept, IReadOnlyDictionary<string, string>? fill = null)
    {
        ArgumentNullException.ThrowIfNull(fullNewShape);
        fill ??= new Dictionary<string, string>();
        var table = new TableShape(name, postgres);
        fullNewShape(table);
        var columns = string.Join(", ", kept.Concat(fill.Keys).Select(c => $"\"{c}\""));
        var values = string.Join(", ", kept.Select(c => $"\"{c}\"").Concat(fill.Values));
        if (postgres)
            RebuildOnPostgres(name, table, columns, values);
        else
            RebuildOnSqlite(name, table, columns, values);
        Operations.AddRange(table.Indexes);
        return this;
    }

    /// <summary>
    /// The new table takes the old one's place only once that is gone: renaming the old one would turn the foreign keys
    /// of other tables to it.
    /// </summary>
    private void RebuildOnSqlite(string name, TableShape table, string columns, string values)
    {
        table.Create.Name = name + "__new";
        Operations.Add(table.Create);
        Sql($"insert into \"{name}__new\" ({columns}) select {values} from \"{name}\"");
        DropTable(name);
        RenameTable(name + "__new", name);
    }

    /// <summary>The old table steps aside and frees its names; foreign keys of other tables to it are noted and made again.</summary>
    private void RebuildOnPostgres(string name, TableShape table, string columns, string values)
    {
        var old = name + "__old";
        Sql($"""
            create temporary table "{name}__keys" on commit drop as
            select conrelid::regclass::text as owner, conname, pg_get_constraintdef(oid) as definition
            from pg_constraint where contype = 'f' and confrelid = '"{name}"'::regclass and conrelid <> confrelid
            """);
        RenameTable(name, old);
        Sql($"alter table \"{old}\" drop constraint if exists \"pk_{name}\" cascade");
        Operations.Add(table.Create);
        Sql($"insert into \"{name}\" ({columns}) select {values} from \"{old}\"");
        if (table.IdentityColumn is { } identity)
            Sql($"select setval(pg_get_serial_sequence('{name}', '{identity}'), coalesce((select max(\"{identity}\") from \"{name}\"), 0) + 1, false)");
        DropTable(old);
        Sql($"""
            do $$ declare k record; begin
              for k in select * from "{name}__keys" loop
                execute format('alter table %s add constraint %I %s', k.owner, k.conname, k.definition);
              end loop;
            end $$
            """);
    }

    private Schema Index(string table, bool unique, string[] columns)
    {
        Operations.Add(TableShape.IndexOf(table, unique, columns));
        return this;
    }
}
