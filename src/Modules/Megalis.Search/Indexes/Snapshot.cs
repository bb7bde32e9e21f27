using Megalis.Search.Segments;

namespace Megalis.Search.Indexes;

/// <summary>A segment as one moment sees it.</summary>
/// <param name="deleted">Bits of its deleted documents, never changed once here; null when there is none.</param>
internal sealed class Part(Segment segment, ulong[]? deleted)
{
    public Segment Segment => segment;

    public ulong[]? Deleted => deleted;

    public int DeletedCount { get; } = deleted is null ? 0 : Bits.Count(deleted);

    public int Live => Segment.Count - DeletedCount;
}

/// <summary>All segments of one moment. A reader holds it while it reads; what it sees does not change.</summary>
internal sealed class Snapshot
{
    private int _holders = 1;

    public Snapshot(IReadOnlyList<Part> parts)
    {
        Parts = parts;
        foreach (var part in parts)
            part.Segment.Hold();
    }

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>Deleted ones counted, as in the counts of terms.</summary>
    public long Count => Parts.Sum(part => (long)part.Segment.Count);

    public long Live => Parts.Sum(part => (long)part.Live);

    /// <returns>False when it has gone: a newer one is there.</returns>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
                return true;
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        foreach (var part in Parts)
            part.Segment.Release();
    }
}
