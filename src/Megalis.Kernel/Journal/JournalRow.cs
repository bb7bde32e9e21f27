namespace Megalis.Kernel.Journal;

/// <summary>One entry as stored. A host table: the tree is one for the whole platform, and its leader knows no tenant.</summary>
internal sealed class JournalRow
{
    public long Id { get; set; }

    /// <summary>From 1, without gaps; empty until the leader has numbered the committed row.</summary>
    public long? Position { get; set; }
    public string EntryId { get; set; } = "";

    /// <summary>0 for an act of the host itself.</summary>
    public int TenantId { get; set; }
    public DateTimeOffset At { get; set; }
    public string Act { get; set; } = "";
    public string Actor { get; set; } = "";
    public string SubjectKind { get; set; } = "";
    public string SubjectId { get; set; } = "";

    /// <summary>The canonical bytes that are hashed into the tree, <see cref="CanonicalEntry"/>.</summary>
    public byte[] Header { get; set; } = [];

    /// <summary>JSON; null once erased.</summary>
    public string? Payload { get; set; }

    /// <summary>32 bytes; null once erased.</summary>
    public byte[]? Salt { get; set; }
    public byte[] PayloadHash { get; set; } = [];
    public byte[] LeafHash { get; set; } = [];

    /// <summary>The entry that says who erased the payload, and why.</summary>
    public string? ErasedBy { get; set; }
}
