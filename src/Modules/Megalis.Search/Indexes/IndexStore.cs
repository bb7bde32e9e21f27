using Megalis.Kernel.Search;
using Megalis.Search.Planning;
using Megalis.Search.Segments;

namespace Megalis.Search.Indexes;

/// <summary>
/// The segments of one index and how they change. Changes become small segments in memory and bits of deleted documents, seen by
/// readers all at once; <see cref="Maintain"/> makes files of them. Files are a cache: what is not in them comes again from the log.
/// </summary>
internal sealed class IndexStore : IDisposable
{
    private readonly string _folder;
    private readonly Language _language;
    private readonly Lock _writing = new();
    private readonly SemaphoreSlim _maintenance = new(1, 1);
    private Snapshot _snapshot;
    private List<(IReadOnlyList<IndexDocument> Changed, IReadOnlyCollection<string> Gone)>? _sinceRebuildBegan;
    private int _fileNumber;
    private volatile bool _isDisposed;

    public IndexStore(Language language, string folder)
    {
        (_language, _folder) = (language, folder);
        Directory.CreateDirectory(folder);
        try
        {
            _snapshot = Open();
        }
        catch (DamagedSegmentException damaged)
        {
            Damage = damaged.Message;
            SetAside();
            _snapshot = new Snapshot([]);
        }

        NeedsRebuild = Position < 0;
    }

    /// <summary>How far in the log readers see; -1 before the first build.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>There was nothing, or nothing that could be believed: what readers find is not all.</summary>
    public bool NeedsRebuild { get; private set; }

    /// <summary>Why files were set aside when the index was opened; null when they were good.</summary>
    public string? Damage { get; }

    /// <summary>Gives a snapshot that stays as it is until <see cref="Snapshot.Release"/>.</summary>
    public Snapshot Hold()
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (Volatile.Read(ref _snapshot) is var snapshot && snapshot.TryHold())
                return snapshot;
        }
    }

    /// <summary>Takes changes in: readers see all of them or none.</summary>
    /// <param name="position">The place in the log up to which this goes.</param>
    public void Apply(IReadOnlyList<IndexDocument> changed, IReadOnlyCollection<string> gone, long position)
    {
        lock (_writing)
        {
            _sinceRebuildBegan?.Add((changed, gone));
            Publish(MergeSmall(With(_snapshot.Parts, changed, gone)), keepsFiles: true);
            Position = position;
        }
    }

    private List<Part> With(IReadOnlyList<Part> parts, IReadOnlyList<IndexDocument> changed, IReadOnlyCollection<string> gone)
    {
        var latest = changed.GroupBy(document => document.Key, StringComparer.Ordinal).Select(same => same.Last()).ToList();
        var builder = new SegmentBuilder(_language.Schema, _language.Analyzer);
        foreach (var document in latest)
            builder.Add(document);
        var keys = latest.Select(document => document.Key).Concat(gone).ToHashSet(StringComparer.Ordinal);
        var after = parts.Select(part => Without(part, keys)).ToList();
        if (builder.Count > 0)
            after.Add(new Part(builder.ToMemory(), null));
        return after;
    }

    private static Part Without(Part part, IEnumerable<string> keys)
    {
        ulong[]? deleted = null;
        foreach (var key in keys)
        {
            if (part.Segment.Find(key) is not (var document and >= 0) || Bits.Has(part.Deleted, document))
                continue;
            deleted ??= part.Deleted is null ? Bits.For(part.Segment.Count) : [.. part.Deleted];
            Bits.Set(deleted, document);
        }

        return deleted is null ? part : new Part(part.Segment, deleted);
    }

    /// <summary>Segments in memory that are not much greater than those after them become one, so that few are left.</summary>
    private List<Part> MergeSmall(List<Part> parts)
    {
        var (first, sum) = (parts.Count, 0);
        while (first > 0 && parts[first - 1].Segment.Path is null && parts[first - 1].Live <= 2 * Math.Max(sum, 16))
            sum += parts[--first].Live;
        if (parts.Count - first < 4)
            return parts;
        var small = parts[first..];
        using var stream = new MemoryStream();
        SegmentMerger.Write(_language.Schema, [.. small.Select(part => (part.Segment, part.Deleted))], stream);
        // Segments of this very change have no snapshot yet that would let them go.
        return [.. parts[..first], new Part(Segment.OfMemory(stream, _language.Schema), null)];
    }

    /// <summary>Swaps what readers get; the snapshot holds its segments, so the first hold of new ones ends here.</summary>
    /// <param name="keepsFiles">The list of files on the disk stays as it is, so what it names must too, even without a living document.</param>
    private void Publish(IReadOnlyList<Part> parts, bool keepsFiles = false)
    {
        var kept = parts.Where(part => part.Live > 0 || (keepsFiles && part.Segment.Path is not null)).ToList();
        var (before, after) = (_snapshot, new Snapshot(kept));
        foreach (var added in kept.Where(part => before.Parts.All(old => old.Segment != part.Segment)))
            added.Segment.Release();
        Volatile.Write(ref _snapshot, after);
        foreach (var replaced in before.Parts.Where(old => kept.TrueForAll(part => part.Segment != old.Segment)))
            replaced.Segment.IsReplaced = true;
        before.Release();
    }

    /// <summary>
    /// Writes what lies in memory to files and joins files that are small or full of deleted documents. Readers and
    /// <see cref="Apply"/> go on meanwhile.
    /// </summary>
    /// <exception cref="IOException">The disk is full or gone: everything stays as it was, and the next call tries again.</exception>
    public void Maintain()
    {
        _maintenance.Wait();
        var (snapshot, position) = Now();
        try
        {
            var first = FirstToJoin(snapshot.Parts);
            var joined = snapshot.Parts.Skip(first).ToList();
            if (joined.Count > 1 || joined is [{ Segment.Path: null }] or [{ DeletedCount: > 0 }])
            {
                var written = WriteSegment(stream => SegmentMerger.Write(_language.Schema, [.. joined.Select(part => (part.Segment, part.Deleted))], stream));
                Replace(snapshot.Parts, first, written);
            }

            WriteManifest(position, snapshot);
        }
        finally
        {
            snapshot.Release();
            _maintenance.Release();
        }
    }

    private (Snapshot Snapshot, long Position) Now()
    {
        lock (_writing)
            return (Hold(), Position);
    }

    /// <summary>All in memory, and files before them while they are at most twice as great as what follows or a third deleted.</summary>
    private static int FirstToJoin(IReadOnlyList<Part> parts)
    {
        var (first, sum) = (parts.Count, 0);
        while (first > 0 && parts[first - 1] is var part && (part.Segment.Path is null || part.Live <= 2 * sum || part.DeletedCount * 3 > part.Segment.Count))
        {
            sum += part.Live;
            first--;
        }

        return first;
    }

    private void Replace(IReadOnlyList<Part> joined, int first, Segment written)
    {
        lock (_writing)
        {
            var now = _snapshot.Parts;
            var sources = joined.Skip(first).Select(part => part.Segment).ToHashSet();
            var at = now.Index().FirstOrDefault(pair => sources.Contains(pair.Item.Segment), (now.Count, null!)).Index;
            // Deleted or replaced while the file was written.
            var goneSince = joined.Skip(first).SelectMany(part => KeysDeletedSince(part, now.FirstOrDefault(other => other.Segment == part.Segment))).ToList();
            var merged = Without(new Part(written, null), goneSince);
            List<Part> after = [.. now.Take(at), merged, .. now.Skip(at).Where(part => !sources.Contains(part.Segment))];
            Publish(after);
            if (merged.Live > 0)
                return;
            written.IsReplaced = true;
            written.Release();
        }
    }

    private static IEnumerable<string> KeysDeletedSince(Part before, Part? now)
    {
        for (var document = 0; document < before.Segment.Count; document++)
            if (!Bits.Has(before.Deleted, document) && (now is null || Bits.Has(now.Deleted, document)))
                yield return before.Segment.Keys.Text(document);
    }

    /// <summary>Builds everything again from its source while the old index answers, then swaps; changes that came meanwhile are kept.</summary>
    /// <param name="position">The place in the log from which on changes may be missing in what is read.</param>
    public async Task RebuildAsync(IAsyncEnumerable<IndexDocument> documents, long position, CancellationToken stop)
    {
        await _maintenance.WaitAsync(stop);
        var (before, _) = Now();
        try
        {
            lock (_writing)
                _sinceRebuildBegan = [];
            var built = await new Rebuild(_language, WriteSegment).RunAsync(documents, stop);
            lock (_writing)
            {
                List<Part> parts = built is null ? [] : [new Part(built, null)];
                foreach (var (changed, gone) in _sinceRebuildBegan)
                    parts = With(parts, changed, gone);
                Publish(parts);
                (Position, NeedsRebuild) = (Math.Max(Position, position), false);
            }

            WriteManifest(position, before);
        }
        finally
        {
            lock (_writing)
                _sinceRebuildBegan = null;
            before.Release();
            _maintenance.Release();
        }
    }

    private Segment WriteSegment(Action<Stream> fill)
    {
        var path = Path.Combine(_folder, $"{Interlocked.Increment(ref _fileNumber):D8}.segment");
        Durable.Write(path, fill);
        return Segment.Open(path, _language.Schema);
    }

    /// <param name="before">Held: its files stay until the new list of files is on the disk, and when it cannot be written.</param>
    private void WriteManifest(long position, Snapshot before)
    {
        IndexManifest manifest;
        lock (_writing)
            manifest = new IndexManifest(_language.Schema.Fingerprint + ";" + _language.Analyzer.Profile, position,
                [.. _snapshot.Parts.Where(part => part.Segment.Path is not null).Select(part => (Path.GetFileName(part.Segment.Path!), part.Deleted))]);
        try
        {
            manifest.Write(_folder);
        }
        catch
        {
            foreach (var part in before.Parts)
                part.Segment.IsReplaced = false;
            throw;
        }
    }

    private Snapshot Open()
    {
        var manifest = IndexManifest.Read(_folder, _language.Schema.Fingerprint + ";" + _language.Analyzer.Profile);
        var parts = new List<Part>();
        try
        {
            foreach (var (file, deleted) in manifest?.Files ?? [])
                parts.Add(new Part(Segment.Open(Path.Combine(_folder, file), _language.Schema), deleted));
            var named = parts.Select(part => part.Segment.Path).ToHashSet(StringComparer.Ordinal);
            foreach (var left in Directory.EnumerateFiles(_folder).Where(file => !named.Contains(file) && Path.GetFileName(file) != IndexManifest.Name))
                File.Delete(left);
        }
        catch
        {
            parts.ForEach(part => part.Segment.Release());
            throw;
        }

        Position = manifest?.Position ?? -1;
        _fileNumber = parts.Select(part => int.Parse(Path.GetFileNameWithoutExtension(part.Segment.Path)!, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        var snapshot = new Snapshot(parts);
        parts.ForEach(part => part.Segment.Release());
        return snapshot;
    }

    /// <summary>Kept for who wants to know what happened, until the next time.</summary>
    private void SetAside()
    {
        var aside = Path.Combine(_folder, "set-aside");
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
        Directory.CreateDirectory(aside);
        foreach (var file in Directory.EnumerateFiles(_folder))
            File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _snapshot.Release();
        _maintenance.Dispose();
    }
}
