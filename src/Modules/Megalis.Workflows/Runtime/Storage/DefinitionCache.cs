using System.Collections.Concurrent;
using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Graph;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>Published versions as the interpreter walks them. They never change, so that nothing here grows stale.</summary>
internal sealed class DefinitionCache
{
    /// <summary>A version takes some ten kilobytes.</summary>
    private const int Kept = 500;

    private readonly ConcurrentDictionary<string, FlowGraph> _graphs = new();

    /// <exception cref="InvalidOperationException">The tenant of the context has no such version.</exception>
    public async ValueTask<FlowGraph> FindAsync(MegalisDb db, string versionId, CancellationToken stop)
    {
        // Ids of versions cannot be guessed, and whoever asks read this one off a row of its own tenant.
        if (_graphs.TryGetValue(versionId, out var known))
            return known;
        var json = await db.Set<DefinitionRow>().Where(d => d.Id == versionId).Select(d => d.Json).SingleOrDefaultAsync(stop)
            ?? throw new InvalidOperationException($"There is no version {versionId} of a definition here.");
        if (_graphs.Count >= Kept)
            _graphs.Clear();
        return _graphs[versionId] = GraphReader.Read(versionId, json);
    }
}
