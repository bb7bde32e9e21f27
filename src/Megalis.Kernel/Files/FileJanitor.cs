using System.Globalization;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Files;

/// <summary>Which of <paramref name="ids"/> (at most 500) have a row in that tenant. Asked in batches.</summary>
public delegate Task<IReadOnlySet<string>> KnownFiles(int tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

/// <summary>What a sweep found and did.</summary>
/// <param name="Seen">Files looked at, unfinished ones included.</param>
/// <param name="Orphans">Finished files older than the grace period that no row names.</param>
/// <param name="Unfinished">Parts of uploads that died, older than the grace period.</param>
/// <param name="Deleted">How many of these two kinds were removed.</param>
/// <param name="Foreign">Names that this product never writes: left alone, for the operator to look at.</param>
/// <param name="Withheld">True when the orphans were so many that the database is more likely wrong than the files: none was removed.</param>
public sealed record JanitorReport(int Seen, int Orphans, int Unfinished, int Deleted, int Foreign, bool Withheld);

/// <summary>
/// Removes the files that no row names and the parts of broken uploads, once they are older than 24 hours:
/// a younger file may be waiting for the transaction that will name it.
/// </summary>
public sealed class FileJanitor(string dataPath, TimeProvider clock)
{
    /// <summary>How long a file may live without a row.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    private const int BatchSize = 500;

    /// <summary>
    /// More orphans than this, when they are also more than half of the old files, look like a restored or a wrong database.
    /// Evidence of deposits must not be lost to that.
    /// </summary>
    private const int SuspectOrphans = 50;

    public async Task<JanitorReport> SweepAsync(KnownFiles known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        var tally = new Tally();
        foreach (var (tenantId, folder) in TenantFolders())
        {
            foreach (var batch in OldFiles(folder, tally).Chunk(BatchSize))
                await SortAsync(tenantId, batch, known, tally, cancellationToken);
        }
        var withheld = tally.Orphans.Count > SuspectOrphans && tally.Orphans.Count > tally.Old / 2;
        var deleted = Delete(tally.Unfinished) + (withheld ? 0 : Delete(tally.Orphans));
        return new(tally.Seen, tally.Orphans.Count, tally.Unfinished.Count, deleted, tally.Foreign, withheld);
    }

    private IEnumerable<(int TenantId, string Folder)> TenantFolders()
    {
        var root = new DirectoryInfo(Path.Combine(Path.GetFullPath(dataPath), FileStore.RootFolder));
        if (!root.Exists) yield break;
        foreach (var folder in root.EnumerateDirectories())
        {
            if (int.TryParse(folder.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var tenantId))
                yield return (tenantId, folder.FullName);
        }
    }

    private IEnumerable<FileInfo> OldFiles(string folder, Tally tally)
    {
        var before = clock.GetUtcNow().UtcDateTime - Grace;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            tally.Seen++;
            if (file.LastWriteTimeUtc < before) yield return file;
        }
    }

    private static async Task SortAsync(int tenantId, FileInfo[] batch, KnownFiles known, Tally tally, CancellationToken cancellationToken)
    {
        var parts = batch.Where(f => f.Name.EndsWith(FileStore.PartSuffix, StringComparison.Ordinal) && Ids.IsWellFormed(Path.GetFileNameWithoutExtension(f.Name))).ToList();
        var finished = batch.Where(f => Ids.IsWellFormed(f.Name)).ToList();
        tally.Unfinished.AddRange(parts);
        tally.Foreign += batch.Length - parts.Count - finished.Count;
        tally.Old += finished.Count;
        if (finished.Count == 0) return;
        var named = await known(tenantId, [.. finished.Select(f => f.Name)], cancellationToken);
        tally.Orphans.AddRange(finished.Where(f => !named.Contains(f.Name)));
    }

    private static int Delete(List<FileInfo> files)
    {
        foreach (var file in files)
            file.Delete();
        return files.Count;
    }

    private sealed class Tally
    {
        public int Seen { get; set; }

        public int Old { get; set; }

        public int Foreign { get; set; }

        public List<FileInfo> Orphans { get; } = [];

        public List<FileInfo> Unfinished { get; } = [];
    }
}
