namespace Megalis.Kernel.Search;

/// <summary>
/// What a module gives to be searched: the shape of an index and its rows. Registered with <c>AddIndexSource&lt;T&gt;</c>. The
/// database stays the truth; whoever keeps the index asks for everything at a rebuild, and for the rows that changed in between.
/// </summary>
public interface IIndexSource
{
    /// <summary>The shape; constant while the process runs.</summary>
    IndexSchema Schema { get; }

    /// <summary>Every row there is, in any order, each key once, without holding all of them in memory.</summary>
    IAsyncEnumerable<IndexDocument> ReadAllAsync(CancellationToken stop);

    /// <summary>The rows with these keys as they are now. A key that does not come back is taken out of the index.</summary>
    Task<IReadOnlyList<IndexDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken stop);
}
