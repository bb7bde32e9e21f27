using System.Text;

namespace Megalis.Search.Segments;

/// <summary>Strings by number, as UTF-8 in one section with their starts in another. When written in order they are found by halving.</summary>
internal readonly struct StringTable(Segment segment, int bytesId, int startsId)
{
    private static readonly UTF8Encoding Utf8 = new(false);

    public int Count => Math.Max(0, segment.Section<int>(startsId).Length - 1);

    public ReadOnlySpan<byte> Bytes(int index)
    {
        var starts = segment.Section<int>(startsId);
        return segment.Section<byte>(bytesId)[starts[index]..starts[index + 1]];
    }

    public string Text(int index) => Utf8.GetString(Bytes(index));

    /// <summary>The first index whose string is not below; <see cref="Count"/> when all are. Strings are in order of their bytes.</summary>
    public int LowerBound(ReadOnlySpan<byte> value)
    {
        var starts = segment.Section<int>(startsId);
        var bytes = segment.Section<byte>(bytesId);
        int low = 0, high = Math.Max(0, starts.Length - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (bytes[starts[middle]..starts[middle + 1]].SequenceCompareTo(value) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The index of the string, -1 when it is not there.</summary>
    public int Find(string value)
    {
        var bytes = Utf8.GetBytes(value);
        var index = LowerBound(bytes);
        return index < Count && Bytes(index).SequenceEqual(bytes) ? index : -1;
    }

    public static void Write(SectionWriter writer, int bytesId, int startsId, IReadOnlyCollection<string> strings)
    {
        var bytes = new GrowingBytes(1024);
        var starts = new int[strings.Count + 1];
        var index = 0;
        foreach (var text in strings)
        {
            Utf8.GetBytes(text, bytes.Reserve(Utf8.GetByteCount(text)));
            starts[++index] = bytes.Length;
        }

        writer.Write(bytesId, bytes.Written);
        writer.Write<int>(startsId, starts);
    }

    /// <summary>Order of the bytes of UTF-8, which is the order of code points.</summary>
    public static Comparer<string> Order { get; } = Comparer<string>.Create(static (a, b) =>
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            if (a[i] == b[i])
                continue;
            // Halves of a pair stand for code points above all others.
            var (x, y) = (char.IsSurrogate(a[i]), char.IsSurrogate(b[i]));
            return x == y ? a[i].CompareTo(b[i]) : x ? 1 : -1;
        }

        return a.Length.CompareTo(b.Length);
    });
}
