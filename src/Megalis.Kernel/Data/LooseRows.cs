namespace Megalis.Kernel.Data;

/// <summary>
/// Rows that are written with the next <see cref="MegalisDb.SavePlainAsync"/> and that nobody else reads or changes in its
/// context: it need not track them, which costs more than to write them. For what is written thousands of times a second;
/// everything else is added to the context. Their tables stand alone: no foreign keys, and nothing that the database
/// computes but a number of their own.
/// </summary>
public sealed class LooseRows
{
    private readonly List<object> _added = [];
    private readonly List<object> _removed = [];
    private readonly List<HeldRow> _changed = [];

    internal IReadOnlyList<object> Added => _added;
    internal IReadOnlyList<object> Removed => _removed;
    internal IReadOnlyList<HeldRow> Changed => _changed;
    internal int Count => _added.Count + _removed.Count + _changed.Count;

    /// <param name="row">An entity of the model. One that belongs to a tenant is given that of the context, as a tracked one is.</param>
    public void Add(object row) => _added.Add(row);

    /// <summary>The save fails when the row is not there.</summary>
    /// <param name="row">An entity with its key, its tenant, and its version where it has one.</param>
    public void Remove(object row) => _removed.Add(row);

    /// <summary>Writes what has changed in a row since it was read; the save fails when another has changed its version.</summary>
    public void Change(HeldRow row) => _changed.Add(row);

    internal void Clear()
    {
        _added.Clear();
        _removed.Clear();
        _changed.Clear();
    }
}

/// <summary>A row that <see cref="KernelSql.FindHeldAsync"/> has read; no context tracks it.</summary>
public abstract class HeldRow
{
    internal HeldRow(object entity, object[] asRead) => (Entity, AsRead) = (entity, asRead);

    internal object Entity { get; }

    /// <summary>A value for each column of its <see cref="RowShape"/>, as the database has it.</summary>
    internal object[] AsRead { get; }
}

/// <inheritdoc/>
public sealed class HeldRow<T> : HeldRow where T : class
{
    internal HeldRow(T row, object[] asRead) : base(row, asRead) => Row = row;

    /// <summary>To be changed; <see cref="LooseRows.Change"/> writes it.</summary>
    public T Row { get; }
}
