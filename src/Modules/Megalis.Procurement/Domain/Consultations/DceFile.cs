using Megalis.Kernel.Data;

namespace Megalis.Procurement.Domain;

/// <summary>One document of the DCE, through all its versions; removing hides it, and its versions stay for the record.</summary>
internal sealed class DceFile : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";
    public int Position { get; set; }
    public DateTimeOffset? RemovedAt { get; set; }
    public string RemovedBy { get; set; } = "";
    public List<DceVersion> Versions { get; set; } = [];

    public DceVersion Current => Versions.MaxBy(v => v.Number)!;
}

/// <summary>What was there at a time: never changed, never replaced.</summary>
internal sealed class DceVersion : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string DceFileId { get; set; } = "";

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    /// <summary>The id under which the file store finds the bytes.</summary>
    public string StoredFileId { get; set; } = "";
    public string Sha256 { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long Length { get; set; }

    /// <summary>Cleaned by <c>SafeFileName</c>.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>« Ce qui change », written by the buyer for a version after the first.</summary>
    public string Note { get; set; } = "";
    public DateTimeOffset AddedAt { get; set; }
    public string AddedBy { get; set; } = "";

    /// <summary>Null while only the buyer sees it.</summary>
    public DateTimeOffset? PublishedAt { get; set; }
}
