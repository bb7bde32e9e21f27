using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Tests.Feed;

/// <summary>Notes to be searched: a source whose rows, mishaps and pace a test decides.</summary>
internal sealed class Notebook(string name)
{
    public ConcurrentDictionary<string, string> Notes { get; } = new(StringComparer.Ordinal);

    public string Name => name;

    public IndexSchema Schema { get; } = new(name, [IndexField.Text("texte", isReturned: true)]);

    /// <summary>Who may find its notes.</summary>
    public string Group { get; set; } = NotesSource.Everyone;

    /// <summary>While it is true, every reading throws.</summary>
    public bool IsBroken { get; set; }

    /// <summary>A rebuild waits for it after its first document.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>How often everything was read.</summary>
    public int Rebuilds { get; set; }

    /// <summary>The keys that were asked for one by one, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public void Break()
    {
        if (IsBroken)
            throw new InvalidDataException($"the notebook {name} is unreadable");
    }
}

internal abstract class NotesSource(Notebook notebook) : IIndexSource
{
    public const string Everyone = "tous";

    public IndexSchema Schema => notebook.Schema;

    public IReadOnlyCollection<string> Kinds => [notebook.Name];

    public async IAsyncEnumerable<IndexDocument> ReadAllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        notebook.Break();
        notebook.Rebuilds++;
        foreach (var (key, text) in notebook.Notes.ToArray())
        {
            yield return new IndexDocument(key, notebook.Group).With("texte", text);
            if (notebook.Gate is { } gate)
                await gate.Task.WaitAsync(stop);
        }
    }

    public Task<IReadOnlyList<IndexDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken stop)
    {
        notebook.Break();
        foreach (var key in keys)
            notebook.Asked.Enqueue(key);
        return Task.FromResult<IReadOnlyList<IndexDocument>>(
            [.. keys.Where(notebook.Notes.ContainsKey).Select(key => new IndexDocument(key, notebook.Group).With("texte", notebook.Notes[key]))]);
    }
}

internal sealed class FirstNotes([FromKeyedServices("un")] Notebook notebook) : NotesSource(notebook);

internal sealed class SecondNotes([FromKeyedServices("deux")] Notebook notebook) : NotesSource(notebook);

/// <summary>The whole application with two notebooks to search, on folders that outlive it.</summary>
internal sealed class Library : IDisposable
{
    private readonly TempFolder _folder = new();

    public Notebook One { get; } = new("un");

    public Notebook Two { get; } = new("deux");

    public string Search => Path.Combine(_folder["cache"], "search");

    /// <param name="data">Another name is another database.</param>
    public Task<SiteFixture> OpenAsync(string data = "data") => SiteFixture.StartAsync(new SiteOptions
    {
        Settings = new Dictionary<string, string> { ["Megalis:DataPath"] = _folder[data], ["Megalis:CachePath"] = _folder["cache"] },
        Services = services =>
        {
            services.AddKeyedSingleton("un", One).AddKeyedSingleton("deux", Two);
            new FeatureServices(services, "Megalis.Kernel").AddIndexSource<FirstNotes>().AddIndexSource<SecondNotes>();
        },
    });

    /// <summary>Opens a site until its indexes are complete and in files, and closes it.</summary>
    public async Task BuildAsync()
    {
        await using var site = await OpenAsync();
        var indexes = site.Services.GetRequiredService<SearchIndexes>();
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(indexes.Find(One.Name) is not null && indexes.Find(Two.Name) is not null)));
    }

    /// <summary>Writes a note, or tears it out, and tells the log as a module does.</summary>
    public static async Task WriteAsync(SiteFixture site, Notebook notebook, string key, string? text)
    {
        if (text is null)
            notebook.Notes.TryRemove(key, out _);
        else
            notebook.Notes[key] = text;
        await using var scope = site.Enter();
        scope.Services.GetRequiredService<ChangeLog>().Add(notebook.Name, key);
        await scope.Db.SaveChangesAsync();
    }

    /// <summary>True when the notes that have this word are soon these and no others.</summary>
    public static Task<bool> FindsAsync(SiteFixture site, Notebook notebook, string word, params string[] keys) =>
        Eventually.TrueAsync(() => Task.FromResult(Find(site, notebook, word) is { } found && found.Order(StringComparer.Ordinal).SequenceEqual(keys)));

    /// <summary>Null when there is no such index yet.</summary>
    public static IReadOnlyList<string>? Find(SiteFixture site, Notebook notebook, string word) =>
        site.Services.GetRequiredService<SearchIndexes>().Find(notebook.Name)?.Search(new SearchRequest { Text = word, Groups = [NotesSource.Everyone] }).Hits.Select(hit => hit.Key).ToList();

    public static IndexState State(SiteFixture site, Notebook notebook) => site.Services.GetRequiredService<SearchIndexes>().States.Single(state => state.Name == notebook.Name);

    public void Dispose() => _folder.Dispose();
}
