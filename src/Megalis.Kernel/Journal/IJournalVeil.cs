namespace Megalis.Kernel.Journal;

/// <summary>
/// Entries that nobody may read yet, though they are written and proved: that a pli exists is a secret until the opening
/// (CCP R. 2132-9). A module contributes one: <c>services.Contribute&lt;IJournalVeil, T&gt;()</c>. Every veil hangs before
/// every reader, whatever features a tenant has on: a service that is switched off still has its secrets.
/// </summary>
public interface IJournalVeil
{
    /// <summary>The acts that it hides.</summary>
    IReadOnlyCollection<string> Acts { get; }

    /// <summary>
    /// The subjects, of all tenants, whose hidden acts may be read now: whatever is not named stays hidden. A query on host
    /// tables of this scope's database; it becomes a part of the one that lists, so that a page counts what it shows.
    /// </summary>
    IQueryable<string> ReadableSubjects();

    /// <summary>
    /// Since when entries may lie hidden, told from what everybody knows (never from whether one does); null when none can.
    /// Positions of younger entries are kept back: a gap between two of them would count what lies between.
    /// </summary>
    Task<DateTimeOffset?> SealedSinceAsync(CancellationToken stop);
}
