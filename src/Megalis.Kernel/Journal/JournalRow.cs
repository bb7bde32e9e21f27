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

/// <summary>A perfect subtree, leaves (level 0) included: proofs are built from these, and an edited entry is told from its neighbours.</summary>
internal sealed class JournalNode
{
    public int Level { get; set; }

    /// <summary>From 0 within the level, <see cref="MerkleNode.Index"/>.</summary>
    public long Number { get; set; }

    /// <summary>The size of the tree in which it first is complete: (number + 1) shifted by the level.</summary>
    public long Size { get; set; }
    public byte[] Hash { get; set; } = [];
}

/// <summary>A signed head, as <see cref="SignedTreeHead"/>.</summary>
internal sealed class JournalHead
{
    public long TreeSize { get; set; }
    public string Origin { get; set; } = "";
    public byte[] Root { get; set; } = [];
    public DateTimeOffset At { get; set; }
    public string KeyId { get; set; } = "";
    public byte[] Signature { get; set; } = [];

    public SignedTreeHead Signed() => new(new TreeHead(Origin, TreeSize, Root, Data.InstantConverter.ToMicros(At)), KeyId, Signature);
}
