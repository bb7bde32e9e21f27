using System.Runtime.ExceptionServices;

namespace Megalis.Kernel.Security;

/// <summary>What to do with one file; its stream is read once, forwards, and not kept.</summary>
public delegate Task ArchiveFileHandler(ArchiveEntry entry, Stream content, CancellationToken cancellationToken);

/// <summary>
/// The one door for archives (ZIP, TAR, TAR.GZ): what they claim is checked before anything is unpacked, what they really hold is
/// counted while it is read. An instance is one budget; a handler that meets an archive within the archive reads it with the same instance.
/// Not safe for concurrent use.
/// </summary>
public sealed class ArchiveLimiter(ArchiveLimits? limits = null)
{
    private const int MagicSize = 512;

    private int _entries;
    private long _bytes;
    private int _nesting;

    internal ArchiveLimits Limits { get; } = limits ?? ArchiveLimits.Default;

    /// <summary>
    /// Hands every file of <paramref name="archive"/> to <paramref name="handle"/>, in the archive's order.
    /// <see cref="ArchiveRefusedException"/> for whatever is wrong: files handed over before must then be forgotten too.
    /// A stream that cannot seek is first copied to a temporary file.
    /// </summary>
    public async Task ReadAsync(Stream archive, ArchiveFileHandler handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(handle);
        if (_nesting == Limits.MaxNesting) throw new ArchiveRefusedException(ArchiveFault.TooDeep);
        _nesting++;
        try
        {
            await using var copy = archive.CanSeek ? null : await CopyAsync(archive, cancellationToken);
            await ReadFormatAsync(copy ?? archive, Apart(handle), cancellationToken);
        }
        catch (HandlerException error)
        {
            error.Inner.Throw();
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw new ArchiveRefusedException(ArchiveFault.Damaged, null, error);
        }
        finally
        {
            _nesting--;
        }
    }

    /// <summary>Counts an entry before it is read, and gives its checked path; null for a folder.</summary>
    internal string? Admit(string name, HashSet<string> seen)
    {
        if (++_entries > Limits.MaxEntries) throw new ArchiveRefusedException(ArchiveFault.TooManyEntries);
        var path = ArchivePath.Checked(name, Limits.MaxFolderDepth);
        if (path is not null && !seen.Add(path)) throw new ArchiveRefusedException(ArchiveFault.DuplicateName, path);
        return path;
    }

    /// <summary>Refuses claims that already break a limit. <paramref name="packed"/> is the whole archive's size.</summary>
    internal void CheckClaims(long claimed, long packed)
    {
        if (claimed < 0 || claimed > Limits.MaxTotalBytes - _bytes) throw new ArchiveRefusedException(ArchiveFault.TooLarge);
        CheckRatio(claimed, packed, null);
    }

    internal void CheckRatio(long unpacked, long packed, string? entry)
    {
        if (unpacked > Limits.RatioFreeBytes && unpacked / Math.Max(1, packed) >= Limits.MaxRatio) throw new ArchiveRefusedException(ArchiveFault.Bomb, entry);
    }

    /// <summary>The content of an entry, counted while it is read.</summary>
    internal Stream Counted(Stream content, ArchiveEntry entry)
    {
        var read = 0L;
        return new CountingStream(new DamageNamingStream(content, entry.Path), count =>
        {
            read += count;
            _bytes += count;
            if (read > Limits.MaxEntryBytes || _bytes > Limits.MaxTotalBytes) throw new ArchiveRefusedException(ArchiveFault.TooLarge, entry.Path);
            if (read > entry.Length) throw new ArchiveRefusedException(ArchiveFault.Bomb, entry.Path);
        });
    }

    /// <summary>What the framework throws at bytes that are no archive.</summary>
    internal static bool IsDamage(Exception error) =>
        error is InvalidDataException or EndOfStreamException or FormatException or OverflowException or InvalidOperationException or ArgumentException or NotSupportedException;

    /// <summary>A failure of the handler is its own and must not be taken for damage of the archive.</summary>
    private static ArchiveFileHandler Apart(ArchiveFileHandler handle) => async (entry, content, cancellationToken) =>
    {
        try
        {
            await handle(entry, content, cancellationToken);
        }
        catch (Exception error) when (error is not ArchiveRefusedException)
        {
            throw new HandlerException(ExceptionDispatchInfo.Capture(error));
        }
    };

    private async Task ReadFormatAsync(Stream archive, ArchiveFileHandler handle, CancellationToken cancellationToken)
    {
        var start = archive.Position;
        var magic = new byte[MagicSize];
        var length = await archive.ReadAtLeastAsync(magic, MagicSize, throwOnEndOfStream: false, cancellationToken);
        archive.Position = start;
        switch (magic.AsSpan(0, length))
        {
            case [0x50, 0x4B, 3, 4, ..] or [0x50, 0x4B, 5, 6, ..]: await ZipFormat.ReadAsync(this, archive, handle, cancellationToken); break;
            case [0x1F, 0x8B, ..]: await TarFormat.ReadPackedAsync(this, archive, handle, cancellationToken); break;
            case var header when header.Length == MagicSize && header[257..262].SequenceEqual("ustar"u8): await TarFormat.ReadAsync(this, archive, handle, cancellationToken); break;
            default: throw new ArchiveRefusedException(ArchiveFault.UnknownFormat);
        }
    }

    private async Task<FileStream> CopyAsync(Stream archive, CancellationToken cancellationToken)
    {
        var copy = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 65_536, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var read = 0L;
            await new CountingStream(archive, count =>
            {
                if ((read += count) > Limits.MaxEntryBytes) throw new ArchiveRefusedException(ArchiveFault.TooLarge);
            }).CopyToAsync(copy, cancellationToken);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private sealed class HandlerException(ExceptionDispatchInfo inner) : Exception
    {
        public ExceptionDispatchInfo Inner => inner;
    }
}
