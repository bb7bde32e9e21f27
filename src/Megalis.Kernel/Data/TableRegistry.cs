using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Megalis.Kernel.Data;

/// <summary>The tables of all modules of this host. The model is built once for each registry.</summary>
internal sealed class TableRegistry(IEnumerable<ITables> all)
{
    private static readonly ConcurrentDictionary<string, object> Keys = new();

    public IReadOnlyList<ITables> All { get; } = [.. all];

    /// <summary>Two hosts in one process with the same modules share a model.</summary>
    /// <remarks>No text: it is asked for by every context.</remarks>
    public object Key { get; } = Keys.GetOrAdd(string.Join('|', all.Select(t => t.GetType().AssemblyQualifiedName)), _ => new object());
}

/// <summary>
/// The host's scope has a model of its own, without the tenant filter. One filter for both (« all, or this tenant ») keeps
/// SQLite from using any index that begins with tenant_id: each query of a tenant would read the rows of all of them.
/// </summary>
internal sealed class ModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), (context as MegalisDb)?.Tables.Key, (context as MegalisDb)?.AllTenants, (context as MegalisDb)?.IsPostgres, designTime);
}
