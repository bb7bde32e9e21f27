using Megalis.Kernel.Queue;

namespace Megalis.Kernel.Search;

/// <summary>
/// What a module gives to be searched: the shape of an index and its rows. Registered with <c>AddIndexSource&lt;T&gt;</c>. The
/// database stays the truth; whoever keeps the index asks for everything at a rebuild, and for the rows that changed in between.
/// It is made in the host's scope, where rows of all tenants are read: what it puts into a document is for the groups it names.
/// </summary>
public interface IIndexSource
{
    /// <summary>The shape; constant while the process runs.</summary>
    IndexSchema Schema { get; }

    /// <summary>The kinds of change (<see cref="ChangeKinds"/>) after which rows of this index may look otherwise; constant.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>Every row there is, in any order, each key once, without holding all of them in memory.</summary>
    IAsyncEnumerable<IndexDocument> ReadAllAsync(CancellationToken stop);

    /// <summary>The rows with these keys as they are now. A key that does not come back is taken out of the index.</summary>
    Task<IReadOnlyList<IndexDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken stop);

    /// <summary>The keys of the rows that these changes, all of <see cref="Kinds"/>, concern; without an answer of its own, the changes' keys.</summary>
    Task<IReadOnlyCollection<string>> KeysOfAsync(IReadOnlyList<Change> changes, CancellationToken stop) =>
        Task.FromResult<IReadOnlyCollection<string>>([.. changes.Select(change => change.Key).Distinct(StringComparer.Ordinal)]);
}
