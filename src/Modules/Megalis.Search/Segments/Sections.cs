using System.Numerics;
using System.Runtime.InteropServices;

namespace Megalis.Search.Segments;

/// <summary>The parts of a segment that every schema has; those of a column follow at <see cref="Columns"/>.</summary>
internal enum SectionId
{
    Meta, KeyBytes, KeyStarts, KeyOrder, TermBytes, TermStarts, TermInfo, Postings, Positions, Lengths, FieldStarts,
    FoldedBytes, FoldedStarts, ShownBytes, ShownStarts, SurfaceInfo, GroupBytes, GroupStarts, GroupOf, StoredBytes, StoredBlocks,

    /// <summary>Four numbers for each field, by its place in the schema.</summary>
    Columns = 64,
}

/// <summary>
/// The frame of a segment: sections one after the other, each on eight bytes, a table of them, and a tail of
/// <c>table offset (8) | sections (4) | format (4) | length (8) | CRC-32C (4) | "MGSX"</c>. The checksum covers all before it.
/// </summary>
internal static class Frame
{
    /// <summary>To be raised with every change of any section's form: older files are built again.</summary>
    public const int Format = 1;

    public const int TailLength = 32;
    public const int EntryLength = 24;
    public static ReadOnlySpan<byte> Magic => "MGSX"u8;

    /// <summary>Where the sections lie. Verifies frame and checksum.</summary>
    /// <exception cref="DamagedSegmentException">Anything is not as written.</exception>
    public static Dictionary<int, (long Offset, int Length)> Read(SegmentBytes bytes)
    {
        if (bytes.Length < TailLength)
            throw new DamagedSegmentException("The file is cut.");
        var tail = bytes.Span(bytes.Length - TailLength, TailLength);
        if (!tail[28..].SequenceEqual(Magic) || BitConverter.ToInt64(tail[16..]) != bytes.Length)
            throw new DamagedSegmentException("The file is cut or is no segment.");
        if (BitConverter.ToInt32(tail[12..]) is var format && format != Format)
            throw new DamagedSegmentException($"The file has format {format}, not {Format}.");
        if (bytes.Checksum(bytes.Length - 8) != BitConverter.ToUInt32(tail[24..]))
            throw new DamagedSegmentException("The checksum is not that of the bytes.");
        var count = BitConverter.ToInt32(tail[8..]);
        var table = bytes.Span(BitConverter.ToInt64(tail), count * EntryLength);
        var sections = new Dictionary<int, (long, int)>(count);
        for (var at = 0; at < table.Length; at += EntryLength)
            sections[BitConverter.ToInt32(table[at..])] = (BitConverter.ToInt64(table[(at + 8)..]), (int)BitConverter.ToInt64(table[(at + 16)..]));
        return sections;
    }
}

/// <summary>Writes the frame and its sections to a stream, counting the checksum on the way.</summary>
internal sealed class SectionWriter(Stream stream)
{
    private readonly List<(int Id, long Offset, long Length)> _table = [];
    private readonly List<byte> _rest = [];
    private long _at;
    private uint _sum = uint.MaxValue;

    public void Write<T>(SectionId id, ReadOnlySpan<T> values) where T : unmanaged => Write((int)id, MemoryMarshal.AsBytes(values));

    public void Write<T>(int id, ReadOnlySpan<T> values) where T : unmanaged => Write(id, MemoryMarshal.AsBytes(values));

    public void Write(SectionId id, GrowingBytes bytes) => Write((int)id, bytes.Written);

    private void Write(int id, ReadOnlySpan<byte> bytes)
    {
        _table.Add((id, _at, bytes.Length));
        Put(bytes);
        Put(new byte[SegmentBytes.Padding + (int)(-(_at + SegmentBytes.Padding) & 7)]);
    }

    /// <summary>Ends the segment; the stream is left open.</summary>
    public void Finish()
    {
        var table = _at;
        foreach (var (id, offset, length) in _table)
        {
            Put(BitConverter.GetBytes((long)id));
            Put(BitConverter.GetBytes(offset));
            Put(BitConverter.GetBytes(length));
        }

        Put(BitConverter.GetBytes(table));
        Put([.. BitConverter.GetBytes(_table.Count), .. BitConverter.GetBytes(Frame.Format)]);
        Put(BitConverter.GetBytes(_at + 16));
        stream.Write([.. BitConverter.GetBytes(~_sum), .. Frame.Magic]);
    }

    /// <summary>Always whole words of eight bytes in the end: the padding of each section sees to it.</summary>
    private void Put(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        _at += bytes.Length;
        while (_rest.Count is > 0 and < 8 && bytes.Length > 0)
        {
            _rest.Add(bytes[0]);
            bytes = bytes[1..];
        }

        if (_rest.Count == 8)
        {
            _sum = BitOperations.Crc32C(_sum, BitConverter.ToUInt64(CollectionsMarshal.AsSpan(_rest)));
            _rest.Clear();
        }

        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            _sum = BitOperations.Crc32C(_sum, word);
        _rest.AddRange(bytes[(words.Length * 8)..]);
    }
}

/// <summary>Bytes that grow, with the small numbers of an index.</summary>
internal sealed class GrowingBytes(int room = 16)
{
    private byte[] _bytes = new byte[room];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public int Room => _bytes.Length;

    public void Clear() => Length = 0;

    public Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, checked(Math.Max(Length + count, _bytes.Length + (_bytes.Length / 2))));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Seven bits to the byte, low ones first, the eighth says that more follow.</summary>
    public void AddVarint(uint value)
    {
        while (value > 0x7F)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    public static uint ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        uint value = bytes[at++];
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            uint next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
