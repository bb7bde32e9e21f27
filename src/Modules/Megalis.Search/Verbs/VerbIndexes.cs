using Megalis.Kernel.Search;
using Megalis.Kernel.Verbs;
using Megalis.Search.Contracts;
using Megalis.Search.Feed;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Verbs;

/// <summary>
/// An index for one verb. Inside the server, its own; alone, the files of this node, brought up to date; when a running server has
/// them (PostgreSQL), one of its own, built in a folder that goes with it.
/// </summary>
internal sealed class VerbIndexes : IDisposable
{
    private readonly VerbContext _context;
    private readonly IDisposable? _held;
    private readonly DirectoryInfo? _temporary;
    private readonly List<SearchIndex> _opened = [];

    private VerbIndexes(VerbContext context)
    {
        _context = context;
        Server = context.Services.GetRequiredService<SearchIndexes>();
        if (IsInServer)
            return;
        _held = context.Services.GetRequiredService<IndexFolder>().TryTake();
        if (_held is null)
            _temporary = Directory.CreateTempSubdirectory("megalis-search-");
    }

    public SearchIndexes Server { get; }

    public bool IsInServer => Server.States.Count > 0;

    /// <summary>Alone, and a running server of this machine has the files.</summary>
    public bool IsBesideServer => _temporary is not null;

    public static VerbIndexes Open(VerbContext context) => new(context);

    /// <summary>Names of all indexes of the host.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(VerbContext context) =>
        [.. (await SourceSession.ShapesAsync(context.Services)).Select(shape => shape.Schema.Name).Order(StringComparer.Ordinal)];

    /// <summary>The index, complete and up to date; null when the server's own is not built yet.</summary>
    /// <param name="anew">Alone: build it again whatever is there.</param>
    public async Task<SearchIndex?> FindAsync(string name, bool anew, CancellationToken stop)
    {
        if (IsInServer)
            return Server.Find(name);
        var (schema, kinds) = (await SourceSession.ShapesAsync(_context.Services)).Single(shape => shape.Schema.Name == name);
        var index = new SearchIndex(schema, FolderOf(schema), _context.Services.GetRequiredService<SearchWords>().Options, _context.Services.GetRequiredService<TimeProvider>());
        _opened.Add(index);
        var reader = new IndexReader(_context.Services, name, kinds);
        var end = await reader.EndOfLogAsync(stop);
        if (anew || index.NeedsRebuild || index.Position > end)
            await reader.RebuildAsync(index, end, () => { }, stop);
        else
            for (var cursor = index.Position; await reader.ReadOnAsync(index, cursor, stop) is { Changes.Count: > 0 } step;)
                cursor = step.Position;
        return index;
    }

    public void Dispose()
    {
        foreach (var index in _opened)
        {
            if (!index.NeedsRebuild && !IsBesideServer)
                index.Maintain();
            index.Dispose();
        }

        _held?.Dispose();
        _temporary?.Delete(recursive: true);
    }

    private string FolderOf(IndexSchema schema) =>
        _temporary is { } folder ? Path.Combine(folder.FullName, schema.Name) : _context.Services.GetRequiredService<IndexFolder>().Of(schema.Name);
}
