namespace Megalis.Kernel.Journal;

/// <summary>Something in the journal that is not as it was written.</summary>
/// <param name="Position">The entry, from 1; null for what concerns no single entry.</param>
/// <param name="Kind">
/// <c>edited</c>, <c>deleted</c>, <c>inserted</c>, <c>swapped</c>, <c>rewritten</c> (a range, with all its hashes),
/// <c>unerased</c>, <c>node</c> (the stored tree), <c>head</c> (a signature), <c>cut</c> (the end is missing).
/// </param>
/// <param name="Message">One French sentence.</param>
internal sealed record JournalFinding(long? Position, string Kind, string Message);

/// <summary>What <c>journal verify</c> found.</summary>
/// <param name="Entries">Numbered entries that are there.</param>
/// <param name="TreeSize">Entries that the tree, its nodes or its heads speak of.</param>
/// <param name="Heads">Heads in the database.</param>
/// <param name="OutsideHeads">Heads that were handed in.</param>
/// <param name="Erased">Entries whose payload was erased by a decision that is in the journal.</param>
/// <param name="Pending">Entries that have no number yet.</param>
internal sealed record JournalVerdict(
    long Entries, long TreeSize, int Heads, int OutsideHeads, int Erased, int Pending, IReadOnlyList<JournalFinding> Findings)
{
    public bool IsIntact => Findings.Count == 0;
}
