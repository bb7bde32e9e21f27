namespace Megalis.Search.Answers;

/// <summary>The place of a hit: greater keys first, then the earlier segment and document.</summary>
internal readonly record struct Ranked(long Key, int Part, int Document) : IComparable<Ranked>
{
    /// <summary>The worse one is smaller.</summary>
    public int CompareTo(Ranked other) =>
        Key != other.Key ? Key.CompareTo(other.Key) : Part != other.Part ? other.Part.CompareTo(Part) : other.Document.CompareTo(Document);

    /// <summary>Scores are positive, so their bits have their order.</summary>
    public static long KeyOf(float score) => BitConverter.SingleToInt32Bits(score);

    public float Score => BitConverter.Int32BitsToSingle((int)Key);
}

/// <summary>Keeps the best so many; documents come in order, so an equal one that comes later is worse.</summary>
internal sealed class TopHits(int most)
{
    private readonly PriorityQueue<Ranked, Ranked> _heap = new(Math.Min(most, 1024) + 1);

    /// <summary>A key must be above it to get in; <see cref="long.MinValue"/> while there is room.</summary>
    public long Threshold { get; private set; } = most == 0 ? long.MaxValue : long.MinValue;

    public void Offer(long key, int part, int document)
    {
        if (key <= Threshold && (_heap.Count >= most || most == 0))
            return;
        var hit = new Ranked(key, part, document);
        if (_heap.Count < most)
            _heap.Enqueue(hit, hit);
        else
            _heap.EnqueueDequeue(hit, hit);
        if (_heap.Count == most)
            Threshold = _heap.Peek().Key;
    }

    /// <summary>The best first.</summary>
    public IEnumerable<Ranked> InOrder() => _heap.UnorderedItems.Select(item => item.Element).OrderDescending();
}
