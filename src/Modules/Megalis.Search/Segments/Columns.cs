using System.Runtime.InteropServices;
using Megalis.Kernel.Search;

namespace Megalis.Search.Segments;

/// <summary>Small whole numbers, one, two, four or eight bytes each.</summary>
internal readonly ref struct PackedNumbers(ReadOnlySpan<byte> bytes, int width)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Count => _bytes.Length / width;

    public int Width => width;

    public ReadOnlySpan<byte> Raw => _bytes;

    public ulong this[int index] => width switch
    {
        1 => _bytes[index],
        2 => MemoryMarshal.Cast<byte, ushort>(_bytes)[index],
        4 => MemoryMarshal.Cast<byte, uint>(_bytes)[index],
        _ => MemoryMarshal.Cast<byte, ulong>(_bytes)[index],
    };

    public static int WidthFor(ulong most) => most switch { <= byte.MaxValue => 1, <= ushort.MaxValue => 2, <= uint.MaxValue => 4, _ => 8 };

    public static byte[] Pack(IReadOnlyList<ulong> values, int width)
    {
        var bytes = new byte[values.Count * width];
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            for (var b = 0; b < width; b++)
                bytes[(i * width) + b] = (byte)(value >> (8 * b));
        }

        return bytes;
    }
}

/// <summary>
/// Numbers or dates of all documents: (value - least) / step + 1, 0 where there is none; for every 128 documents the least and
/// the greatest, so that a range passes over what cannot hold it.
/// </summary>
internal readonly struct NumberColumn(Segment segment, int id)
{
    public const int Zone = 128;

    private readonly long _least = segment.Section<long>(id + 2)[0];
    private readonly long _step = segment.Section<long>(id + 2)[1];
    private readonly int _width = (int)segment.Section<long>(id + 2)[2];

    public PackedNumbers Packed => new(segment.Section<byte>(id), _width);

    /// <summary>Least and greatest packed value of each zone, in turn.</summary>
    public ReadOnlySpan<ulong> Zones => segment.Section<ulong>(id + 1);

    public long? this[int document] => Packed[document] is var packed and > 0 ? Unpacked(packed) : null;

    public long Unpacked(ulong packed) => unchecked(_least + ((long)(packed - 1) * _step));

    /// <summary>The packed values that lie in a range, both ends in; empty (1, 0) when there is none.</summary>
    public (ulong From, ulong To) PackedRange(long from, long to)
    {
        if (to < _least || from > to)
            return (1, 0);
        var low = from <= _least ? 1 : (ulong)(((Int128)from - _least + _step - 1) / _step) + 1;
        return (low, (ulong)(((Int128)to - _least) / _step) + 1);
    }

    public static void Write(SectionWriter writer, int id, IReadOnlyList<long?> values)
    {
        var present = values.OfType<long>().ToList();
        var least = present.Count > 0 ? present.Min() : 0;
        var step = 0UL;
        foreach (var value in present)
            step = Divisor(step, unchecked((ulong)(value - least)));
        step = Math.Max(1, step);
        var packed = values.Select(v => v is { } value ? (unchecked((ulong)(value - least)) / step) + 1 : 0).ToArray();
        var width = PackedNumbers.WidthFor(packed.DefaultIfEmpty(0UL).Max());
        writer.Write<byte>(id, PackedNumbers.Pack(packed, width));
        writer.Write<ulong>(id + 1, [.. packed.Chunk(Zone).SelectMany(zone => new[] { zone.Where(v => v > 0).DefaultIfEmpty(ulong.MaxValue).Min(), zone.Max() })]);
        writer.Write<long>(id + 2, [least, (long)step, width]);
    }

    private static ulong Divisor(ulong a, ulong b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}

/// <summary>Keywords of all documents as numbers of sorted values: one each (0 for none, else number + 1), or several.</summary>
internal readonly struct KeywordColumn(Segment segment, int id)
{
    public StringTable Values { get; } = new(segment, id + 1, id + 2);

    private readonly int _width = PackedNumbers.WidthFor((ulong)new StringTable(segment, id + 1, id + 2).Count);

    public bool IsMultiple => Starts.Length > 0;

    /// <summary>How many documents have each value, deleted ones counted.</summary>
    public ReadOnlySpan<int> Counts => segment.Section<int>(id + 3);

    public PackedNumbers Packed => new(segment.Section<byte>(id), _width);

    /// <summary>With several values: where those of each document begin, and one end more.</summary>
    public ReadOnlySpan<int> Starts => segment.Section<int>(id + 4);

    public IEnumerable<string> Of(int document)
    {
        var (from, to) = IsMultiple ? (Starts[document], Starts[document + 1]) : (document, document + 1);
        for (var at = from; at < to; at++)
            if (Packed[at] is var number and > 0)
                yield return Values.Text((int)number - 1);
    }
}

/// <summary>Where the sections of a field lie.</summary>
internal static class ColumnIds
{
    public static int Of(IndexSchema schema, IndexField field) => (int)SectionId.Columns + (8 * schema.Fields.Index().First(f => f.Item.Name == field.Name).Index);

    /// <summary>A point is two columns of numbers.</summary>
    public static int Longitude(int id) => id + 4;
}
