using System.Runtime.InteropServices;
using System.Text;
using Megalis.Kernel.Search;

namespace Megalis.Search.Segments;

/// <summary>One form of a word as it stands in texts: what prefixes, wildcards, typing errors and suggestions look at.</summary>
/// <param name="Term">Number of its term.</param>
/// <param name="Documents">About how many documents have it, deleted ones counted.</param>
/// <param name="Groups">A bit for each set of groups whose documents have it; the sets from 63 on share the last.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SurfaceInfo(int Term, int Documents, ulong Groups)
{
    public static ulong BitOf(int groupSet) => 1UL << Math.Min(groupSet, 63);
}

/// <summary>
/// Documents that never change, numbered from 0. Counts who holds it; when nobody does any more the mapping ends, and the file
/// goes when it has been replaced.
/// </summary>
internal sealed class Segment
{
    private readonly SegmentBytes _bytes;
    private readonly (long Offset, int Length)[] _sections;
    private int _holders = 1;

    private Segment(SegmentBytes bytes, IndexSchema schema, string? path)
    {
        (_bytes, Schema, Path) = (bytes, schema, path);
        var table = Frame.Read(bytes);
        _sections = new (long, int)[table.Keys.Max() + 1];
        foreach (var (id, place) in table)
            _sections[id] = place;
        var meta = Section<byte>((int)SectionId.Meta);
        if (Encoding.UTF8.GetString(meta[4..]) != schema.Fingerprint)
            throw new DamagedSegmentException("The segment has another schema.");
        Count = BitConverter.ToInt32(meta);
        LengthCodes = Section<byte>((int)SectionId.Lengths).ToArray();
        TextFields = [.. schema.Fields.Where(field => field.Kind == IndexFieldKind.Text)];
        Returned = [.. schema.Fields.Where(field => field.IsReturned)];
    }

    /// <exception cref="DamagedSegmentException">The file cannot be believed; nothing stays open.</exception>
    public static Segment Open(string path, IndexSchema schema) => Over(SegmentBytes.OfFile(path), schema, path);

    public static Segment OfMemory(MemoryStream stream, IndexSchema schema) => Over(SegmentBytes.OfMemory(stream), schema, null);

    private static Segment Over(SegmentBytes bytes, IndexSchema schema, string? path)
    {
        try
        {
            return new Segment(bytes, schema, path);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public IndexSchema Schema { get; }

    /// <summary>Null while it lies in memory only.</summary>
    public string? Path { get; }

    public long Bytes => _bytes.Length;

    /// <summary>Deleted ones counted.</summary>
    public int Count { get; }

    public IReadOnlyList<IndexField> TextFields { get; }

    /// <summary>The fields whose texts come back with a hit.</summary>
    public IReadOnlyList<IndexField> Returned { get; }

    /// <summary>Set when another segment has taken its place: the file goes with the last holder.</summary>
    public bool IsReplaced { get; set; }

    /// <param name="id">A <see cref="SectionId"/> or a column's number.</param>
    /// <param name="beyond">Bytes of padding that may be looked at after it.</param>
    public ReadOnlySpan<T> Section<T>(int id, int beyond = 0) where T : unmanaged
    {
        if (id >= _sections.Length || _sections[id].Length == 0)
            return [];
        var (offset, length) = _sections[id];
        return MemoryMarshal.Cast<byte, T>(_bytes.Span(offset, length + beyond));
    }

    public StringTable Terms => new(this, (int)SectionId.TermBytes, (int)SectionId.TermStarts);

    /// <summary>Folded forms in order; one may stand several times, with different terms.</summary>
    public StringTable Folded => new(this, (int)SectionId.FoldedBytes, (int)SectionId.FoldedStarts);

    public StringTable Shown => new(this, (int)SectionId.ShownBytes, (int)SectionId.ShownStarts);

    public ReadOnlySpan<SurfaceInfo> Surfaces => Section<SurfaceInfo>((int)SectionId.SurfaceInfo);

    public StringTable Keys => new(this, (int)SectionId.KeyBytes, (int)SectionId.KeyStarts);

    /// <summary>Each string is a set of groups, parted by line ends.</summary>
    public StringTable GroupSets => new(this, (int)SectionId.GroupBytes, (int)SectionId.GroupStarts);

    public PackedNumbers GroupOf => new(Section<byte>((int)SectionId.GroupOf), PackedNumbers.WidthFor((ulong)GroupSets.Count));

    /// <summary>A copy: each score looks here.</summary>
    public byte[] LengthCodes { get; }

    public StoredReader Stored() => new(this, Returned.Count);

    /// <summary>The document with this key, -1 when there is none.</summary>
    public int Find(string key)
    {
        var wanted = Encoding.UTF8.GetBytes(key);
        var order = Section<int>((int)SectionId.KeyOrder);
        var keys = Keys;
        int low = 0, high = order.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (keys.Bytes(order[middle]).SequenceCompareTo(wanted) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low < order.Length && keys.Bytes(order[low]).SequenceEqual(wanted) ? order[low] : -1;
    }

    /// <summary>Where each text field of a document but the first begins, in positions.</summary>
    public ReadOnlySpan<int> FieldStarts(int document) =>
        TextFields.Count < 2 ? [] : Section<int>((int)SectionId.FieldStarts).Slice(document * (TextFields.Count - 1), TextFields.Count - 1);

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        _bytes.Dispose();
        if (IsReplaced && Path is not null)
            File.Delete(Path);
    }
}
