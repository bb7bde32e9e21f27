namespace Megalis.Kernel.Journal;

/// <summary>All veils of the host at once.</summary>
internal sealed class Veils(Func<IEnumerable<IJournalVeil>> all)
{
    /// <summary>What may be read now; an erasure is hidden together with the entry that it erased.</summary>
    public IQueryable<JournalRow> Lift(IQueryable<JournalRow> rows)
    {
        foreach (var veil in all())
        {
            var acts = veil.Acts;
            var readable = veil.ReadableSubjects();
            rows = rows.Where(j => !acts.Contains(j.Act) || readable.Contains(j.SubjectId));
        }

        var seen = rows;
        return rows.Where(j => j.Act != Journal.ErasedAct || seen.Any(s => s.EntryId == j.SubjectId));
    }

    /// <summary>Entries of this instant and later keep their positions to themselves; null when none must.</summary>
    public async Task<DateTimeOffset?> SealedSinceAsync(CancellationToken stop)
    {
        DateTimeOffset? since = null;
        foreach (var veil in all())
            if (await veil.SealedSinceAsync(stop) is { } at && !(since <= at))
                since = at;
        return since;
    }
}
