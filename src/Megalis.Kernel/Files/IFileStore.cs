namespace Megalis.Kernel.Files;

/// <summary>A file that is durably stored. The row that names it is written after it, never before.</summary>
/// <param name="RandomId">26 characters, unguessable; all that is needed, with the tenant, to find the file again.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits of the content.</param>
/// <param name="Length">Bytes.</param>
public sealed record StoredFile(string RandomId, string Sha256, long Length);

/// <summary>
/// Where the bytes of people's files lie. The name a person gave never reaches this line: it stays in the row
/// (<see cref="Security.SafeFileName"/>).
/// </summary>
public interface IFileStore
{
    /// <summary>
    /// Streams <paramref name="content"/> to the disk and returns once it would survive a power cut.
    /// Throws <see cref="FileTooLargeException"/> past <paramref name="limit"/> bytes and <see cref="DiskFullException"/>
    /// when no room is left; then, or when cancelled, nothing of it stays.
    /// </summary>
    Task<StoredFile> SaveAsync(int tenantId, Stream content, long limit, CancellationToken cancellationToken);

    /// <summary>Opens a stored file for reading, seekable; null when there is none of that id in that tenant.</summary>
    Stream? Open(int tenantId, string randomId);

    /// <summary>Bytes that the volume has left: for whoever must keep some for what matters more than another file.</summary>
    long FreeBytes { get; }

    /// <summary>Removes a file; false when there was none. Delete the row first: a file without a row is swept later, a row without a file is a loss.</summary>
    bool Delete(int tenantId, string randomId);
}

/// <summary>No room is left on the volume (or in the quota): the web answers 507 and says that nothing was kept.</summary>
public sealed class DiskFullException(string message, Exception inner) : IOException(message, inner);

/// <summary>The content is longer than the limit that was set for it.</summary>
public sealed class FileTooLargeException(long limit) : IOException($"The content is longer than {limit} bytes.")
{
    /// <summary>Bytes.</summary>
    public long Limit => limit;
}
