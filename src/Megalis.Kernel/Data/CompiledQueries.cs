using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Megalis.Kernel.Data;

/// <summary>
/// Queries that are asked thousands of times a second, without EF's search for their plan. One for each model: the host's
/// scope and the tenants' have each their own, and a process may hold several hosts.
/// </summary>
public static class CompiledQueries
{
    private static readonly ConditionalWeakTable<IModel, ConcurrentDictionary<string, object>> All = [];

    /// <param name="db">Whose model the query is for.</param>
    /// <param name="name">Tells the queries of a model apart.</param>
    /// <param name="compile">Called once for a model: <c>EF.CompileAsyncQuery(...)</c>.</param>
    public static T Of<T>(MegalisDb db, string name, Func<T> compile) where T : class
    {
        ArgumentNullException.ThrowIfNull(db);
        return (T)All.GetOrCreateValue(db.Model).GetOrAdd(name, static (_, make) => make(), compile);
    }
}
