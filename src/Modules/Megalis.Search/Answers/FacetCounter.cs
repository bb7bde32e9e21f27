using System.Runtime.InteropServices;
using Megalis.Search.Contracts;
using Megalis.Search.Segments;

namespace Megalis.Search.Answers;

/// <summary>Counts the values of one keyword field over the documents found, segment by segment.</summary>
internal sealed class FacetCounter(FacetRequest request)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private KeywordColumn _column;
    private int[] _ofSegment = [];

    public string Field => request.Field;

    public void Begin(KeywordColumn column) => (_column, _ofSegment) = (column, new int[column.Values.Count + 1]);

    public void Count(ReadOnlySpan<int> documents)
    {
        var counts = _ofSegment;
        var raw = _column.Packed.Raw;
        if (_column.IsMultiple)
            CountSeveral(documents);
        else if (_column.Packed.Width == 1)
            foreach (var document in documents)
                counts[raw[document]]++;
        else if (_column.Packed.Width == 2)
            CountTwo(documents, counts, MemoryMarshal.Cast<byte, ushort>(raw));
        else
            foreach (var document in documents)
                counts[_column.Packed[document]]++;
    }

    private static void CountTwo(ReadOnlySpan<int> documents, int[] counts, ReadOnlySpan<ushort> column)
    {
        foreach (var document in documents)
            counts[column[document]]++;
    }

    private void CountSeveral(ReadOnlySpan<int> documents)
    {
        var packed = _column.Packed;
        var starts = _column.Starts;
        foreach (var document in documents)
            for (var at = starts[document]; at < starts[document + 1]; at++)
                _ofSegment[packed[at]]++;
    }

    /// <summary>Adds the segment's counts to those of the others, by value.</summary>
    public void End()
    {
        for (var number = 1; number < _ofSegment.Length; number++)
        {
            if (_ofSegment[number] == 0)
                continue;
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, _column.Values.Text(number - 1), out _);
            count += _ofSegment[number];
        }
    }

    public IReadOnlyList<FacetValue> Values() =>
        [.. _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(request.Most).Select(pair => new FacetValue(pair.Key, pair.Value))];
}
