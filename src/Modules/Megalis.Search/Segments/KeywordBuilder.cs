namespace Megalis.Search.Segments;

/// <summary>Gathers the values of a keyword field and writes them as a <see cref="KeywordColumn"/>.</summary>
internal sealed class KeywordBuilder(bool multiple)
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<int> _values = [];
    private readonly List<int> _starts = [0];

    public void Add(IEnumerable<string> values)
    {
        var from = _values.Count;
        foreach (var value in values)
        {
            if (!_seen.TryGetValue(value, out var number))
                _seen[value] = number = _seen.Count;
            if (_values.IndexOf(number, from) < 0)
                _values.Add(number);
            if (!multiple)
                break;
        }

        if (!multiple && _values.Count == from)
            _values.Add(-1);
        _starts.Add(_values.Count);
    }

    public void Write(SectionWriter writer, int id)
    {
        var sorted = _seen.Keys.Order(StringTable.Order).ToList();
        var numbers = new int[_seen.Count];
        for (var i = 0; i < sorted.Count; i++)
            numbers[_seen[sorted[i]]] = i + 1;
        var counts = new int[sorted.Count];
        var packed = new ulong[_values.Count];
        for (var i = 0; i < packed.Length; i++)
        {
            packed[i] = _values[i] < 0 ? 0UL : (ulong)numbers[_values[i]];
            if (packed[i] > 0)
                counts[(int)packed[i] - 1]++;
        }

        StringTable.Write(writer, id + 1, id + 2, sorted);
        writer.Write<byte>(id, PackedNumbers.Pack(packed, PackedNumbers.WidthFor((ulong)sorted.Count)));
        writer.Write<int>(id + 3, counts);
        if (multiple)
            writer.Write<int>(id + 4, _starts.ToArray());
    }
}
