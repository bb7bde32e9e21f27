using Megalis.Kernel.Data;

namespace Megalis.Kernel.Content.Media;

/// <summary>A file of a site's library, under the address that content uses: <c>/media/{Path}</c>.</summary>
public sealed class MediaFile : ITenantOwned, IVersioned
{
    public long Id { get; set; }
    public int TenantId { get; set; }

    /// <summary>Folders and name as people see them, separated by slashes. Never a path of ours.</summary>
    public string Path { get; set; } = "";

    /// <summary>The path in lower case: unique in the tenant.</summary>
    public string PathKey { get; set; } = "";

    /// <summary>What the image shows, for those who do not see it: proposed wherever it is used. Empty for what a recipe brought without it.</summary>
    public string Alt { get; set; } = "";

    /// <summary>Where the bytes lie: <see cref="Files.IFileStore"/>.</summary>
    public string FileId { get; set; } = "";
    public string Sha256 { get; set; } = "";
    public long Length { get; set; }
    public DateTimeOffset StoredAt { get; set; }
    public int Version { get; set; }
}
