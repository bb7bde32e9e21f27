using System.Buffers.Binary;
using System.IO.Compression;

namespace Megalis.Kernel.Security;

/// <summary>ZIP: the directory at the end is checked as a whole before the first file is unpacked.</summary>
internal static class ZipFormat
{
    private const int EndRecordSize = 22;
    private const int MaxComment = ushort.MaxValue;
    private const int LinkMode = 0xA000;
    private const int FileTypeMask = 0xF000;

    public static async Task ReadAsync(ArchiveLimiter limiter, Stream archive, ArchiveFileHandler handle, CancellationToken cancellationToken)
    {
        // The framework makes an object of every entry of the directory before we see the first.
        if (EntryCount(archive) > limiter.Limits.MaxEntries) throw new ArchiveRefusedException(ArchiveFault.TooManyEntries);
        var packed = archive.Length;
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true, ZipNameEncoding.Instance);
        var files = Admitted(limiter, zip.Entries);
        limiter.CheckClaims(files.Sum(f => f.Entry.Length), packed);
        foreach (var (path, entry) in files)
        {
            var file = new ArchiveEntry(path, entry.Length);
            await using var content = limiter.Counted(await entry.OpenAsync(cancellationToken), file);
            await handle(file, content, cancellationToken);
        }
    }

    private static List<(string Path, ZipArchiveEntry Entry)> Admitted(ArchiveLimiter limiter, IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<(string, ZipArchiveEntry)>();
        foreach (var entry in entries)
        {
            var path = limiter.Admit(entry.FullName, seen);
            if (entry.IsEncrypted) throw new ArchiveRefusedException(ArchiveFault.Encrypted, entry.FullName);
            if ((entry.ExternalAttributes >> 16 & FileTypeMask) == LinkMode) throw new ArchiveRefusedException(ArchiveFault.SpecialEntry, entry.FullName);
            if (entry.Length > limiter.Limits.MaxEntryBytes) throw new ArchiveRefusedException(ArchiveFault.TooLarge, entry.FullName);
            limiter.CheckRatio(entry.Length, entry.CompressedLength, entry.FullName);
            if (path is not null) files.Add((path, entry));
        }
        return files;
    }

    /// <summary>What the end record says. 65,535 stands for « more than fits here », which is over any limit of ours.</summary>
    private static int EntryCount(Stream archive)
    {
        var size = (int)Math.Min(archive.Length, EndRecordSize + MaxComment);
        var tail = new byte[size];
        archive.Seek(-size, SeekOrigin.End);
        archive.ReadExactly(tail);
        archive.Position = 0;
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + EndRecordSize > size) throw new InvalidDataException("No end record.");
        return BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
    }
}
