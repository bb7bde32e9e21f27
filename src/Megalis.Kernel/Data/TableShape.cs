using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Megalis.Kernel.Data;

/// <summary>The columns, keys and indexes of one table. Names are given in snake_case, as the model derives them.</summary>
public sealed class TableShape(string name, bool postgres)
{
    internal CreateTableOperation Create { get; } = new() { Name = name };
    internal List<CreateIndexOperation> Indexes { get; } = [];
    internal string? IdentityColumn { get; private set; }

    /// <summary>A key of 26 characters made by <c>Ids.New</c>.</summary>
    public TableShape Id(string column = "id") => Text(column).Key(column);

    /// <summary>A key that the database counts (bigint). For logs and queues; ids of people's things are <see cref="Id"/>.</summary>
    public TableShape Identity(string column = "id")
    {
        var added = Add(column, typeof(long), nullable: false, null);
        added.AddAnnotation("Npgsql:ValueGenerationStrategy", Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.NpgsqlValueGenerationStrategy.IdentityByDefaultColumn);
        added.AddAnnotation("Sqlite:Autoincrement", true);
        IdentityColumn = column;
        return Key(column);
    }

    /// <summary>As <see cref="Identity"/>, for an int key.</summary>
    public TableShape IdentityInt(string column = "id")
    {
        Identity(column);
        Create.Columns[^1].ClrType = typeof(int);
        return this;
    }

    /// <summary>The tenant column that makes the row <see cref="ITenantOwned"/>.</summary>
    public TableShape Tenant() => Int("tenant_id");

    /// <summary>The concurrency token of <see cref="IVersioned"/>.</summary>
    public TableShape Version() => Int("version", defaultValue: 0);

    /// <summary>Text, compared ordinally on both databases.</summary>
    public TableShape Text(string column, bool nullable = false, string? defaultValue = null)
    {
        var added = Add(column, typeof(string), nullable, defaultValue);
        if (postgres)
            added.Collation = "C";
        return this;
    }

    public TableShape Int(string column, bool nullable = false, int? defaultValue = null) => With(column, typeof(int), nullable, defaultValue);

    public TableShape Long(string column, bool nullable = false, long? defaultValue = null) => With(column, typeof(long), nullable, defaultValue);

    public TableShape Double(string column, bool nullable = false) => With(column, typeof(double), nullable, null);

    public TableShape Bool(string column, bool nullable = false, bool? defaultValue = null) => With(column, typeof(bool), nullable, defaultValue);

    public TableShape Bytes(string column, bool nullable = false) => With(column, typeof(byte[]), nullable, null);

    /// <summary>Microseconds since 1970, UTC.</summary>
    public TableShape Instant(string column, bool nullable = false) => Long(column, nullable);

    /// <summary>An amount in cents of euro.</summary>
    public TableShape Cents(string column, bool nullable = false) => Long(column, nullable);

    /// <summary>A calendar day (ISO text on SQLite, date on PostgreSQL).</summary>
    public TableShape Day(string column, bool nullable = false) => With(column, typeof(DateOnly), nullable, null);

    public TableShape Key(params string[] columns)
    {
        Create.PrimaryKey = new AddPrimaryKeyOperation { Table = name, Name = "pk_" + name, Columns = columns };
        return this;
    }

    public TableShape Unique(params string[] columns) => WithIndex(unique: true, columns);

    public TableShape Index(params string[] columns) => WithIndex(unique: false, columns);

    /// <summary>The row goes with its principal only when <paramref name="cascade"/> says so.</summary>
    public TableShape Foreign(string column, string principalTable, string principalColumn = "id", bool cascade = false)
    {
        Create.ForeignKeys.Add(new AddForeignKeyOperation
        {
            Table = name,
            Name = $"fk_{name}_{principalTable}_{column}",
            Columns = [column],
            PrincipalTable = principalTable,
            PrincipalColumns = [principalColumn],
            OnDelete = cascade ? ReferentialAction.Cascade : ReferentialAction.Restrict,
        });
        return this;
    }

    internal static string IndexName(string table, params string[] columns) => $"ix_{table}_{string.Join('_', columns)}";

    internal static CreateIndexOperation IndexOf(string table, bool unique, string[] columns) =>
        new() { Table = table, Name = IndexName(table, columns), Columns = columns, IsUnique = unique };

    private TableShape With(string column, Type type, bool nullable, object? defaultValue)
    {
        Add(column, type, nullable, defaultValue);
        return this;
    }

    private AddColumnOperation Add(string column, Type type, bool nullable, object? defaultValue)
    {
        var added = new AddColumnOperation { Table = name, Name = column, ClrType = type, IsNullable = nullable, DefaultValue = defaultValue };
        Create.Columns.Add(added);
        return added;
    }

    private TableShape WithIndex(bool unique, string[] columns)
    {
        Indexes.Add(IndexOf(name, unique, columns));
        return this;
    }
}
