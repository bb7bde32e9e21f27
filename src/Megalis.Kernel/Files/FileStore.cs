using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Files;

/// <summary>
/// Files under <c>{DataPath}/fichiers/{tenant}/{two characters}/{random id}</c>, written in the order that loses nothing:
/// stream to <c>.part</c> while hashing, fsync, rename, fsync of the folder (ARCHITECTURE, section 5). Two files of the same content
/// are two files: sharing them would tell a person that somebody else has it.
/// </summary>
public sealed class FileStore : IFileStore
{
    internal const string RootFolder = "fichiers";
    internal const string PartSuffix = ".part";

    private const int BufferSize = 64 * 1024;

    private readonly string _root;
    private readonly ConcurrentDictionary<string, bool> _durableFolders = new(StringComparer.Ordinal);

    /// <param name="dataPath">The folder of <c>Megalis:DataPath</c>, shared by all nodes.</param>
    public FileStore(string dataPath) => _root = Path.Combine(Path.GetFullPath(dataPath), RootFolder);

    public long FreeBytes => new DriveInfo(Path.GetDirectoryName(_root)!).AvailableFreeSpace;

    public async Task<StoredFile> SaveAsync(int tenantId, Stream content, long limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var id = Ids.Random();
        var path = PathOf(tenantId, id);
        try
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            var (sha256, length) = await WriteAsync(path + PartSuffix, content, limit, cancellationToken);
            File.Move(path + PartSuffix, path, overwrite: true);
            DurableFolder.Sync(Path.GetDirectoryName(path)!);
            return new(id, sha256, length);
        }
        catch (Exception error)
        {
            Forget(path);
            if (IsDiskFull(error)) throw new DiskFullException("No room is left for files.", error);
            throw;
        }
    }

    public Stream? Open(int tenantId, string randomId)
    {
        try
        {
            return new FileStream(PathOf(tenantId, randomId), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool Delete(int tenantId, string randomId)
    {
        var path = PathOf(tenantId, randomId);
        if (!File.Exists(path)) return false;
        File.Delete(path);
        DurableFolder.Sync(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>ENOSPC, EDQUOT, and Windows' two names for a full disk.</summary>
    internal static bool IsDiskFull(Exception error) =>
        error is IOException && (OperatingSystem.IsWindows() ? error.HResult is unchecked((int)0x80070070) or unchecked((int)0x80070027) : error.HResult is 28 or 122);

    private string PathOf(int tenantId, string id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tenantId);
        if (!Ids.IsWellFormed(id)) throw new ArgumentException("This is no id of a file.", nameof(id));
        return Path.Combine(_root, tenantId.ToString(CultureInfo.InvariantCulture), id[..2], id);
    }

    /// <summary>Another node may have made the folder and not yet have synced its parent: each process does it once itself.</summary>
    private void MakeFolder(string folder)
    {
        if (_durableFolders.ContainsKey(folder) && Directory.Exists(folder)) return;
        DurableFolder.Create(folder);
        DurableFolder.Sync(Path.GetDirectoryName(folder)!);
        DurableFolder.Sync(_root);
        _durableFolders[folder] = true;
    }

    private static async Task<(string Sha256, long Length)> WriteAsync(string path, Stream content, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous);
            var length = 0L;
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0; length += read)
            {
                if (length + read > limit) throw new FileTooLargeException(limit);
                hash.AppendData(buffer, 0, read);
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), length, cancellationToken);
            }
            RandomAccess.FlushToDisk(file);
            return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Forget(string path)
    {
        try
        {
            File.Delete(path + PartSuffix);
            File.Delete(path);
        }
        catch (IOException)
        {
            // The janitor will; the error that brought us here is the one to tell.
        }
    }
}
