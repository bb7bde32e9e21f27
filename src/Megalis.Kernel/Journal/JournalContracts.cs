using System.Text.Json;

namespace Megalis.Kernel.Journal;

/// <summary>
/// What an act gives back at once: its entry's id (26 characters) and the leaf it will be in the tree (32 bytes). It is
/// worth something once the transaction has committed; position and signed head follow within two seconds
/// (<see cref="Journal.ProofAsync"/>).
/// </summary>
public sealed record JournalReceipt(string EntryId, byte[] LeafHash, DateTimeOffset At)
{
    /// <summary>64 lower-case hexadecimal digits, as receipts print it.</summary>
    public string LeafHashText => Convert.ToHexStringLower(LeafHash);
}

/// <summary>One entry, read back.</summary>
/// <param name="Position">From 1; null during the second in which it is not numbered yet, and while it is kept back (<see cref="IJournalVeil.SealedSinceAsync"/>).</param>
/// <param name="Actor">An account's id, or <see cref="Journal.SystemActor"/>.</param>
/// <param name="Payload">What was written; null once erased by decision.</param>
/// <param name="ErasedBy">The id of the entry that tells who erased the payload, and why.</param>
public sealed record JournalEntry(
    string EntryId,
    long? Position,
    DateTimeOffset At,
    string Act,
    string Actor,
    string SubjectKind,
    string SubjectId,
    JsonElement? Payload,
    byte[] LeafHash,
    string? ErasedBy);

/// <summary>
/// That an entry lies in the journal: whoever holds it and the public key needs neither the platform nor its database to
/// check it (<see cref="IsValid"/>).
/// </summary>
/// <param name="Position">From 1; the leaf's index in the tree is one less.</param>
/// <param name="Path">Hashes of 32 bytes from the leaf upwards, RFC 9162, section 2.1.3.</param>
/// <param name="Head">The first signed head whose tree holds the entry: the same at every asking.</param>
public sealed record JournalProof(string EntryId, long Position, byte[] LeafHash, IReadOnlyList<byte[]> Path, SignedTreeHead Head)
{
    public bool IsValid(string publicKeyPem) =>
        TreeHeadSigner.Verify(Head, publicKeyPem) && MerkleVerifier.Inclusion(Position - 1, Head.Head.TreeSize, LeafHash, Path, Head.Head.Root);
}
