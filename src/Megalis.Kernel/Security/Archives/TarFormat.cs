using System.Formats.Tar;
using System.IO.Compression;

namespace Megalis.Kernel.Security;

/// <summary>TAR, plain or within GZIP: it has no directory, so all is counted on the way.</summary>
internal static class TarFormat
{
    public static async Task ReadPackedAsync(ArchiveLimiter limiter, Stream archive, ArchiveFileHandler handle, CancellationToken cancellationToken)
    {
        var (packed, unpacked) = (0L, 0L);
        await using var gzip = new GZipStream(new CountingStream(archive, count => packed += count), CompressionMode.Decompress, leaveOpen: true);
        await using var counted = new CountingStream(gzip, count =>
        {
            unpacked += count;
            // Headers and padding are not counted by the entries.
            if (unpacked > limiter.Limits.MaxTotalBytes + (limiter.Limits.MaxEntries * 4_096L)) throw new ArchiveRefusedException(ArchiveFault.TooLarge);
            limiter.CheckRatio(unpacked, packed, null);
        });
        await ReadAsync(limiter, counted, handle, cancellationToken);
    }

    public static async Task ReadAsync(ArchiveLimiter limiter, Stream archive, ArchiveFileHandler handle, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await using var tar = new TarReader(archive, leaveOpen: true);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes) continue;
            var path = limiter.Admit(entry.Name, seen);
            if (entry.EntryType is TarEntryType.Directory) continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) throw new ArchiveRefusedException(ArchiveFault.SpecialEntry, entry.Name);
            if (path is null) throw new ArchiveRefusedException(ArchiveFault.BadName, entry.Name);
            if (entry.Length > limiter.Limits.MaxEntryBytes) throw new ArchiveRefusedException(ArchiveFault.TooLarge, path);
            var file = new ArchiveEntry(path, entry.Length);
            await using var content = limiter.Counted(entry.DataStream ?? Stream.Null, file);
            await handle(file, content, cancellationToken);
        }
    }
}
