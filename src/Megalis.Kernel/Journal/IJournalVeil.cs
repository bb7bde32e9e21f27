namespace Megalis.Kernel.Journal;

/// <summary>
/// Entries that nobody may read yet, though they are written and proved. Whoever shows entries asks every veil of the
/// tenant (<see cref="Journal.OfAsync"/> does): that a pli exists is a secret until the deadline (CCP R. 2132-9).
/// A module contributes one: <c>services.Contribute&lt;IJournalVeil, T&gt;()</c>.
/// </summary>
public interface IJournalVeil
{
    /// <summary>The ids, among these entries of the scope's tenant, of those that stay hidden now.</summary>
    Task<IReadOnlySet<string>> HiddenAsync(IReadOnlyCollection<JournalEntry> entries, CancellationToken stop);
}
