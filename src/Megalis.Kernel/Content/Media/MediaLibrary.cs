using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Media;

/// <summary>The media library of the tenant of this scope: rows that name stored files.</summary>
public sealed class MediaLibrary(MegalisDb db, IFileStore files, TimeProvider clock)
{
    public const int MaxPathLength = 400;

    /// <summary>The largest file of the library, in bytes.</summary>
    public const long MaxLength = 256L * 1024 * 1024;

    /// <summary>Null when files may be kept under the path: relative, no <c>..</c>, names as <see cref="SafeFileName"/> leaves them.</summary>
    public static Refusal? Refuse(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Length > MaxPathLength)
            return new Refusal("Le chemin du média manque ou dépasse {0} caractères.", MaxPathLength);
        return path.Split('/').FirstOrDefault(name => name.Length == 0 || SafeFileName.Clean(name).WasChanged) is { } bad
            ? new Refusal("« {0} » n’est pas un chemin de média valable : « {1} » ne peut pas y figurer.", path, bad)
            : null;
    }

    public Task<MediaFile?> FindAsync(string path, CancellationToken stop = default)
    {
        var key = Key(path);
        return db.Set<MediaFile>().AsNoTracking().SingleOrDefaultAsync(file => file.PathKey == key, stop);
    }

    /// <summary>Rows to filter, sort and page.</summary>
    public IQueryable<MediaFile> Query() => db.Set<MediaFile>().AsNoTracking();

    /// <summary>The bytes of a file of the library; null when they are gone.</summary>
    public Stream? Open(MediaFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return files.Open(file.TenantId, file.FileId);
    }

    /// <summary>
    /// Names a stored file, in the place of the one that was there; returns the id of the file that is no longer named, to
    /// be deleted after the commit, or null. The same content again changes nothing.
    /// </summary>
    /// <param name="alt">What the image shows; null keeps what was said before.</param>
    public async Task<string?> PutAsync(string path, StoredFile stored, string? alt = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var key = Key(path);
        var file = await db.Set<MediaFile>().SingleOrDefaultAsync(known => known.PathKey == key, stop);
        if (file?.Sha256 == stored.Sha256 && (alt ?? file.Alt) == file.Alt) return stored.RandomId;
        if (file is null)
            db.Add(file = new MediaFile());
        file.Alt = alt ?? file.Alt;
        var former = file.FileId.Length == 0 ? null : file.FileId;
        (file.Path, file.PathKey, file.FileId, file.Sha256, file.Length, file.StoredAt) = (path, key, stored.RandomId, stored.Sha256, stored.Length, clock.GetUtcNow());
        await db.SaveChangesAsync(stop);
        return former;
    }

    /// <summary>Says what an image shows; false when there is no file at the path.</summary>
    public async Task<bool> DescribeAsync(string path, string alt, CancellationToken stop = default)
    {
        var key = Key(path);
        if (await db.Set<MediaFile>().SingleOrDefaultAsync(known => known.PathKey == key, stop) is not { } file) return false;
        file.Alt = alt;
        await db.SaveChangesAsync(stop);
        return true;
    }

    /// <summary>Takes a file out of the library; returns the id of the stored file, to be deleted after the commit, or null.</summary>
    public async Task<string?> RemoveAsync(string path, CancellationToken stop = default)
    {
        var key = Key(path);
        if (await db.Set<MediaFile>().SingleOrDefaultAsync(known => known.PathKey == key, stop) is not { } file) return null;
        db.Remove(file);
        await db.SaveChangesAsync(stop);
        return file.FileId;
    }

    private static string Key(string path) => path.Trim('/').ToLowerInvariant();
}
