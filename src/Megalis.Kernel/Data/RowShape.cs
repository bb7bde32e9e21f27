using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Megalis.Kernel.Data;

/// <summary>One statement that writes one row: a value for each parameter, and its column.</summary>
internal readonly record struct RowStatement(string Text, IReadOnlyList<RowColumn> Columns, object[] Values);

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
    private readonly ConcurrentDictionary<string, string> _updates = new();

    private RowShape(string table, List<RowColumn> columns, bool postgres)
    {
        (_table, _columns, _postgres) = (table, columns, postgres);
        _keys = columns.FindAll(c => c.IsKey || c.IsToken);
        _given = columns.FindAll(c => !c.IsDrawn);
        _insert = $"insert into \"{table}\" ({string.Join(", ", _given.Select(c => c.Quoted))}) values ({string.Join(", ", _given.Select((_, i) => NameOf(i)))})";
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

    /// <summary>Of the parameter at a place, from 0. PostgreSQL's driver need not read a text whose parameters have none.</summary>
    public string NameOf(int place) => string.Create(CultureInfo.InvariantCulture, $"{(_postgres ? "$" : "@p")}{(_postgres ? place + 1 : place)}");

    public RowStatement Write(EntityEntry entry) => entry.State switch
    {
        EntityState.Added => new(_insert, _given, [.. _given.Select(c => c.Current(entry.Entity))]),
        EntityState.Modified => Update(entry),
        EntityState.Deleted => new($"delete from \"{_table}\"{Where(0)}", _keys, [.. _keys.Select(c => c.Original(entry))]),
        _ => throw new InvalidOperationException($"A row that is {entry.State} is not written."),
    };

    private RowStatement Update(EntityEntry entry)
    {
        var changed = _columns.FindAll(c => entry.Property(c.Property).IsModified);
        var name = string.Join(',', changed.Select(c => c.Quoted));
        var text = _updates.GetOrAdd(name, _ => $"update \"{_table}\" set {string.Join(", ", changed.Select((c, i) => $"{c.Quoted} = {NameOf(i)}"))}{Where(changed.Count)}");
        return new(text, [.. changed, .. _keys], [.. changed.Select(c => c.Current(entry.Entity)), .. _keys.Select(c => c.Original(entry))]);
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

    /// <summary>Null for a column of another kind.</summary>
    public static RowColumn? Of(IProperty property)
    {
        var converter = property.GetTypeMapping().Converter;
        var stored = converter?.ProviderClrType ?? property.ClrType;
        if (!Plain.TryGetValue(Nullable.GetUnderlyingType(stored) ?? stored, out var type) || property.IsShadowProperty())
            return null;
        var drawn = property.IsPrimaryKey() && property.ValueGenerated == ValueGenerated.OnAdd && type == DbType.Int64;
        // A token that may be null would need another comparison.
        var fits = (drawn || property.ValueGenerated == ValueGenerated.Never) && !(property.IsConcurrencyToken && property.IsNullable);
        return fits ? new RowColumn(property, $"\"{property.GetColumnName()}\"", type, property.IsPrimaryKey(), property.IsConcurrencyToken, drawn, converter) : null;
    }

    public object Current(object row) => Stored(Property.GetGetter().GetClrValue(row));

    public object Original(EntityEntry entry) => Stored(entry.Property(Property).OriginalValue);

    private object Stored(object? value) => value is null ? DBNull.Value : Converter?.ConvertToProvider(value) ?? value;
}
