using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Journal;

/// <summary>What verification reads of the stored journal; nothing is written.</summary>
internal sealed class JournalStore(MegalisDb db)
{
    private const int Batch = 2000;

    /// <summary>
    /// How many entries there are or should be: those that signed heads attest, and what was numbered since. Counted and
    /// not taken from a position, which somebody may have set to any number; in one statement, because a server may go on
    /// writing meanwhile.
    /// </summary>
    public async Task<long> SizeAsync(long attested, CancellationToken stop)
    {
        await using var command = await db.CommandAsync(
            "select (select count(*) from journal_row where position > @p0), (select count(*) from journal_node where level = 0 and size > @p0)", [attested], stop);
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return attested + Math.Max(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Entries whose position is none: before the first, or behind the last without a leaf in the tree. At most a hundred.</summary>
    public Task<List<JournalRow>> StraysAsync(long size, CancellationToken stop) =>
        db.Set<JournalRow>().AsNoTracking()
            .Where(j => j.Position < 1 || (j.Position > size && !db.Set<JournalNode>().Any(n => n.Level == 0 && n.Size == j.Position)))
            .OrderBy(j => j.Id).Take(100).ToListAsync(stop);

    public Task<int> PendingAsync(CancellationToken stop) => db.Set<JournalRow>().CountAsync(j => j.Position == null, stop);

    public Task<List<JournalHead>> HeadsAsync(CancellationToken stop) =>
        db.Set<JournalHead>().AsNoTracking().OrderBy(h => h.TreeSize).ToListAsync(stop);

    /// <summary>Decisions of erasure: the erased entry's id to the decision's.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ErasuresAsync(CancellationToken stop)
    {
        var found = new Dictionary<string, string>();
        await foreach (var row in db.Set<JournalRow>().Where(j => j.Act == Journal.ErasedAct && j.SubjectKind == Journal.EntryKind)
            .OrderBy(j => j.Id).Select(j => new { j.SubjectId, j.EntryId }).AsAsyncEnumerable().WithCancellation(stop))
            found.TryAdd(row.SubjectId, row.EntryId);
        return found;
    }

    /// <summary>The entries of a range of positions, both ends included.</summary>
    public async IAsyncEnumerable<JournalRow> RowsAsync(long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        for (var at = from; at <= to; at += Batch)
        {
            var last = Math.Min(at + Batch - 1, to);
            foreach (var row in await db.Set<JournalRow>().AsNoTracking().Where(j => j.Position >= at && j.Position <= last).OrderBy(j => j.Position).ToListAsync(stop))
                yield return row;
        }
    }

    /// <summary>The nodes that the leaves of a range complete, leaves included.</summary>
    public async Task<Dictionary<MerkleNode, byte[]>> NodesAsync(long from, long to, CancellationToken stop) =>
        (await db.Set<JournalNode>().AsNoTracking().Where(n => n.Size >= from && n.Size <= to).ToListAsync(stop))
        .Where(n => n.Size == (n.Number + 1) << n.Level)
        .ToDictionary(n => new MerkleNode(n.Level, n.Number), n => n.Hash);

    /// <summary>Where the stored tree holds a leaf; 0 when nowhere. Asked only about leaves that are not where they should be.</summary>
    public async Task<long> PositionOfAsync(byte[] leaf, CancellationToken stop) =>
        await db.Set<JournalNode>().Where(n => n.Level == 0 && n.Hash == leaf).Select(n => n.Size).FirstOrDefaultAsync(stop);
}
