using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Megalis.Kernel.Data;

/// <summary>The tables of all modules of this host. The model is built once for each registry.</summary>
internal sealed class TableRegistry(IEnumerable<ITables> all)
{
    public IReadOnlyList<ITables> All { get; } = [.. all];

    /// <summary>Two hosts in one process with the same modules share a model.</summary>
    public string Key { get; } = string.Join('|', all.Select(t => t.GetType().AssemblyQualifiedName));
}

internal sealed class ModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), (context as MegalisDb)?.Tables.Key, context.Database.ProviderName, designTime);
}
