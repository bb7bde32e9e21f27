using Megalis.Kernel.Data;
using Microsoft.Extensions.Options;

namespace Megalis.Search.Feed;

/// <summary>
/// The folder of this node's indexes, <c>search</c> below <c>Megalis:CachePath</c>. One process has it at a time: it holds a file
/// open that others cannot open.
/// </summary>
internal sealed class IndexFolder(IOptions<MegalisOptions> options)
{
    private const string Owner = "cluster.id";

    public string Root { get; } = Path.GetFullPath(Path.Combine(
        options.Value.CachePath.Length > 0 ? options.Value.CachePath : Path.Combine(options.Value.DataPath, "cache"), "search"));

    public string Of(string index) => Path.Combine(Root, index);

    /// <summary>Takes the folder; null when another process has it. Indexes of another database are thrown away.</summary>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public IDisposable? TryTake()
    {
        Directory.CreateDirectory(Root);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(Root, "search.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        ForgetStrangers();
        return held;
    }

    /// <summary>A cache that was made from another database may hold what this one must never show.</summary>
    private void ForgetStrangers()
    {
        var here = Path.Combine(options.Value.DataPath, "cluster.id");
        var (cluster, mark) = (File.Exists(here) ? File.ReadAllText(here).Trim() : "", Path.Combine(Root, Owner));
        if (File.Exists(mark) && File.ReadAllText(mark).Trim() == cluster)
            return;
        foreach (var index in Directory.EnumerateDirectories(Root))
            Directory.Delete(index, recursive: true);
        File.WriteAllText(mark, cluster);
    }
}
