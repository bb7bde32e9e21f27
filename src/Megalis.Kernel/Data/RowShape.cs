using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Megalis.Kernel.Data;

/// <summary>One statement that writes one row: a value for each parameter, and its column.</summary>
internal readonly record struct RowStatement(string Table, string Text, IReadOnlyList<RowColumn> Columns, object[] Values);

/// <summary>How rows of a table that stands alone are written; made once for each model.</summary>
internal sealed class RowShape
{
    private static readonly ConditionalWeakTable<IReadOnlyEntityType, RowShape> Known = [];
    private static readonly RowShape None = new("", [], postgres: false);

    private readonly string _table;
    private readonly bool _postgres;
    private readonly List<RowColumn> _columns;
    private readonly List<RowColumn> _keys;
    private readonly List<RowColumn> _given;
    private readonly string _insert;
    private readonly string _delete;
    private readonly string _find;
    private readonly ConcurrentDictionary<string, string> _updates = new();

    private RowShape(string table, List<RowColumn> columns, bool postgres)
    {
        (_table, _columns, _postgres) = (table, columns, postgres);
        _keys = columns.FindAll(c => c.IsKey || c.IsToken);
        _given = columns.FindAll(c => !c.IsDrawn);
        _insert = $"insert into \"{table}\" ({string.Join(", ", _given.Select(c => c.Quoted))}) values ({string.Join(", ", _given.Select((_, i) => NameOf(i)))})";
        _find = $"select {string.Join(", ", columns.Select(c => c.Quoted))} from \"{table}\" where ";
        _delete = $"delete from \"{table}\"{Where(0)}";
    }

    /// <summary>The database draws the key.</summary>
    public bool IsNumbered => _given.Count < _columns.Count;

    /// <summary>Null for tables of another kind.</summary>
    public static RowShape? Of(IEntityType type, bool postgres)
    {
        if (!Known.TryGetValue(type, out var shape))
            Known.AddOrUpdate(type, shape = Make(type, postgres));
        return shape == None ? null : shape;
    }

    /// <summary>Of rows that no context tracks.</summary>
    /// <exception cref="InvalidOperationException">Their table does not stand alone.</exception>
    public static RowShape Of(MegalisDb db, Type row) => db.Model.FindEntityType(row) is { } type && Of(type, db.IsPostgres) is { } shape
        ? shape
        : throw new InvalidOperationException($"A {row.Name} is not a row of a table that stands alone: let the context track it.");

    /// <summary>Of the parameter at a place, from 0. PostgreSQL's driver need not read a text whose parameters have none.</summary>
    public string NameOf(int place) => string.Create(CultureInfo.InvariantCulture, $"{(_postgres ? "$" : "@p")}{(_postgres ? place + 1 : place)}");

    public RowStatement Write(EntityEntry entry) => entry.State switch
    {
        EntityState.Added => Insert(entry.Entity),
        EntityState.Modified => Update(entry),
        EntityState.Deleted => new(_table, _delete, _keys, [.. _keys.Select(c => c.Original(entry))]),
        _ => throw new InvalidOperationException($"A row that is {entry.State} is not written."),
    };

    public RowStatement Insert(object row) => new(_table, _insert, _given, Values(_given, row));

    /// <summary>By its key, and its version where it has one.</summary>
    public RowStatement Delete(object row) => new(_table, _delete, _keys, Values(_keys, row));

    /// <summary>Null when nothing has changed since it was read.</summary>
    public RowStatement? Update(HeldRow held)
    {
        var changed = new List<RowColumn>();
        for (var i = 0; i < _columns.Count; i++)
            if (!_columns[i].Current(held.Entity).Equals(held.AsRead[i]))
                changed.Add(_columns[i]);
        return changed.Count == 0 ? null : Update(changed, held.Entity, _keys.Select(key => held.AsRead[_columns.IndexOf(key)]));
    }

    /// <summary>What was read of a property; null where the column was empty or there is none.</summary>
    public object? AsRead(HeldRow held, string property) => _columns.FindIndex(c => c.Property.Name == property) is >= 0 and var at ? held.AsRead[at] : null;

    /// <summary>Reads the rows whose columns have these values.</summary>
    /// <param name="equal">By the names of their properties.</param>
    public RowStatement Find(IReadOnlyList<(string Property, object Value)> equal, bool hold)
    {
        var columns = equal.Select(e => _columns.Find(c => c.Property.Name == e.Property) ?? throw new InvalidOperationException($"{_table} has no {e.Property}.")).ToList();
        var text = _find + string.Join(" and ", columns.Select((c, i) => $"{c.Quoted} = {NameOf(i)}")) + (hold ? " for update" : " limit 1");
        return new(_table, text, columns, [.. columns.Select((c, i) => c.Stored(equal[i].Value))]);
    }

    /// <summary>The row at which a reader of <see cref="Find"/> stands.</summary>
    public HeldRow<T> Read<T>(DbDataReader reader) where T : class, new()
    {
        var (row, asRead) = (new T(), new object[_columns.Count]);
        for (var i = 0; i < asRead.Length; i++)
            _columns[i].Give(row, asRead[i] = _columns[i].Read(reader, i));
        return new HeldRow<T>(row, asRead);
    }

    private RowStatement Update(EntityEntry entry) =>
        Update(_columns.FindAll(c => entry.Property(c.Property).IsModified), entry.Entity, _keys.Select(c => c.Original(entry)));

    private RowStatement Update(List<RowColumn> changed, object row, IEnumerable<object> keys)
    {
        var name = string.Join(',', changed.Select(c => c.Quoted));
        var text = _updates.GetOrAdd(name, _ => $"update \"{_table}\" set {string.Join(", ", changed.Select((c, i) => $"{c.Quoted} = {NameOf(i)}"))}{Where(changed.Count)}");
        return new(_table, text, [.. changed, .. _keys], [.. changed.Select(c => c.Current(row)), .. keys]);
    }

    private static object[] Values(List<RowColumn> columns, object row)
    {
        var values = new object[columns.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = columns[i].Current(row);
        return values;
    }

    private string Where(int from) => " where " + string.Join(" and ", _keys.Select((c, i) => $"{c.Quoted} = {NameOf(from + i)}"));

    private static RowShape Make(IEntityType type, bool postgres)
    {
        var alone = type.FindPrimaryKey() is not null && type.GetTableName() is not null && !type.IsOwned() && type.BaseType is null && !type.GetDirectlyDerivedTypes().Any()
            && !type.GetNavigations().Any() && !type.GetSkipNavigations().Any() && !type.GetForeignKeys().Any() && !type.GetReferencingForeignKeys().Any() && !type.GetComplexProperties().Any();
        var columns = alone ? type.GetProperties().Select(RowColumn.Of).ToList() : [];
        return alone && !columns.Contains(null) ? new RowShape(type.GetTableName()!, columns.ConvertAll(c => c!), postgres) : None;
    }
}

/// <summary>A column whose values a driver takes as they are, or as the model's converter makes them.</summary>
internal sealed record RowColumn(IProperty Property, string Quoted, DbType Type, bool IsKey, bool IsToken, bool IsDrawn, ValueConverter? Converter)
{
    private static readonly Dictionary<Type, DbType> Plain = new()
    {
        [typeof(string)] = DbType.String,
        [typeof(int)] = DbType.Int32,
        [typeof(long)] = DbType.Int64,
        [typeof(bool)] = DbType.Boolean,
    };

    private readonly MethodInvoker _set = MethodInvoker.Create(Property.PropertyInfo!.SetMethod!);

    /// <summary>Null for a column of another kind.</summary>
    public static RowColumn? Of(IProperty property)
    {
        var converter = property.GetTypeMapping().Converter;
        var stored = converter?.ProviderClrType ?? property.ClrType;
        if (!Plain.TryGetValue(Nullable.GetUnderlyingType(stored) ?? stored, out var type) || property.PropertyInfo?.SetMethod is null)
            return null;
        var drawn = property.IsPrimaryKey() && property.ValueGenerated == ValueGenerated.OnAdd && type == DbType.Int64;
        // A token that may be null would need another comparison.
        var fits = (drawn || property.ValueGenerated == ValueGenerated.Never) && !(property.IsConcurrencyToken && property.IsNullable);
        return fits ? new RowColumn(property, $"\"{property.GetColumnName()}\"", type, property.IsPrimaryKey(), property.IsConcurrencyToken, drawn, converter) : null;
    }

    public object Current(object row) => Stored(Property.GetGetter().GetClrValue(row));

    /// <summary>As <see cref="Current"/> gives it.</summary>
    public object Read(DbDataReader reader, int at) => reader.IsDBNull(at) ? DBNull.Value : Type switch
    {
        DbType.String => reader.GetString(at),
        DbType.Int32 => reader.GetInt32(at),
        DbType.Int64 => reader.GetInt64(at),
        _ => reader.GetBoolean(at),
    };

    /// <summary>Puts what was read into a row.</summary>
    public void Give(object row, object stored) => _set.Invoke(row, stored is DBNull ? null : Converter?.ConvertFromProvider(stored) ?? stored);

    public object Original(EntityEntry entry) => Stored(entry.Property(Property).OriginalValue);

    public object Stored(object? value) => value is null ? DBNull.Value : Converter?.ConvertToProvider(value) ?? value;
}
