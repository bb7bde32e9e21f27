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
        // The old table steps aside and frees its index names before the new one takes its place.
        var old = name + "__old";
        var table = new TableShape(name, postgres);
        fullNewShape(table);
        RenameTable(name, old);
        if (postgres)
            Sql($"alter table \"{old}\" drop constraint if exists \"pk_{name}\" cascade");
        Operations.Add(table.Create);
        var columns = kept.Concat(fill.Keys).ToList();
        var values = kept.Select(c => $"\"{c}\"").Concat(fill.Values);
        Sql($"insert into \"{name}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) select {string.Join(", ", values)} from \"{old}\"");
        if (postgres && table.IdentityColumn is { } identity)
            Sql($"select setval(pg_get_serial_sequence('{name}', '{identity}'), coalesce((select max(\"{identity}\") from \"{name}\"), 0) + 1, false)");
        DropTable(old);
        Operations.AddRange(table.Indexes);
        return this;
    }

    private Schema Index(string table, bool unique, string[] columns)
    {
        Operations.Add(TableShape.IndexOf(table, unique, columns));
        return this;
    }
}
