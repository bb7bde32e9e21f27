using System.Runtime.InteropServices;

using Megalis.Search.Segments;

namespace Megalis.Search.Postings;

/// <summary>Reads the documents of one term in order; counts and positions are unpacked only when asked for.</summary>
internal sealed class PostingsCursor
{
    public const int NoMore = int.MaxValue;

    private readonly Segment _segment;
    private readonly int _blockCount;
    private readonly int[] _documents = new int[BlockInfo.Documents];
    private readonly int[] _counts = new int[BlockInfo.Documents];
    private int[] _places = [];
    private int[] _positions = [];
    private int _block = -1;
    private int _size;
    private int _at;
    private bool _countsRead;
    private int _placesRead = -1;
    private int _positionAt;
    private int _peeked;

    public PostingsCursor(Segment segment, int term)
        : this(segment, segment.Section<TermInfo>((int)SectionId.TermInfo)[term])
    {
    }

    private PostingsCursor(Segment segment, TermInfo info)
    {
        (_segment, Info) = (segment, info);
        _blockCount = (Info.Documents + BlockInfo.Documents - 1) / BlockInfo.Documents;
    }

    public TermInfo Info { get; }

    /// <summary>-1 before the first, <see cref="NoMore"/> after the last.</summary>
    public int Document { get; private set; } = -1;

    private ReadOnlySpan<BlockInfo> Blocks =>
        MemoryMarshal.Cast<byte, BlockInfo>(_segment.Section<byte>((int)SectionId.Postings).Slice(Info.Blocks, _blockCount * BlockInfo.Bytes));

    /// <summary>The impact of the block that the present document lies in.</summary>
    public int BlockImpact { get; private set; }

    public int Next()
    {
        if (++_at < _size)
            return Document = _documents[_at];
        return Document == NoMore ? NoMore : ReadBlock(_block + 1);
    }

    /// <summary>The first document that is not below.</summary>
    public int Advance(int target)
    {
        if (Document >= target)
            return Document;
        if (_size == 0 || _documents[_size - 1] < target)
        {
            if (ReadBlock(BlockOf(target)) >= target)
                return Document;
        }

        return SkipTo(target);
    }

    /// <summary>By steps that double, then by halving: the block is mostly near.</summary>
    private int BlockOf(int target)
    {
        var blocks = Blocks;
        var (low, step) = (_block + 1, 1);
        for (; low + step < blocks.Length && blocks[low + step].LastDocument < target; step *= 2)
            low += step;
        var high = Math.Min(low + step, blocks.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (blocks[middle].LastDocument < target)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Sets the bits of all documents.</summary>
    public static void Fill(Segment segment, TermInfo info, Span<ulong> bits)
    {
        var cursor = new PostingsCursor(segment, info);
        var blocks = cursor.Blocks;
        var data = cursor.DataOf(0);
        for (int block = 0, before = -1; block < blocks.Length; block++)
        {
            var packed = data[blocks[block].Data..];
            BitPacking.SetBits(packed[3..], packed[0], cursor.SizeOf(block), before, bits);
            before = blocks[block].LastDocument;
        }
    }

    /// <summary>The impact of the block that holds a document or would, and that block's last document; to be asked of growing documents. Nothing is unpacked.</summary>
    public (int Impact, int Last) Peek(int document)
    {
        var blocks = Blocks;
        while (_peeked < blocks.Length && blocks[_peeked].LastDocument < document)
            _peeked++;
        return _peeked == blocks.Length ? (0, NoMore) : (blocks[_peeked].Impact, blocks[_peeked].LastDocument);
    }

    private int SkipTo(int target)
    {
        var at = _at;
        while (at + 8 < _size && _documents[at + 8] < target)
            at += 8;
        while (_documents[at] < target)
            at++;
        _at = at;
        return Document = _documents[at];
    }

    /// <summary>To the next block with an impact above; the documents between are passed over unread.</summary>
    /// <returns>The first document of that block.</returns>
    public int NextBlockAbove(int impact)
    {
        var blocks = Blocks;
        var block = _block + 1;
        while (block < blocks.Length && blocks[block].Impact <= impact)
            block++;
        return ReadBlock(block);
    }

    /// <summary>Words of the present document, weighed by field.</summary>
    public int Count
    {
        get
        {
            if (!_countsRead)
                ReadCounts();
            return _counts[_at] + 1;
        }
    }

    /// <summary>Positions in the present document, growing; the span holds until the next call. To be asked of growing documents.</summary>
    public ReadOnlySpan<int> Positions()
    {
        var bytes = PositionBytes;
        var (at, count) = PositionsAt(bytes);
        if (_positions.Length < count)
            _positions = new int[Math.Max(count, 16)];
        for (int i = 0, position = 0; i < count; i++)
            _positions[i] = position += (int)GrowingBytes.ReadVarint(bytes, ref at);
        return _positions.AsSpan(0, count);
    }

    /// <summary>All positions of the segment, as distances.</summary>
    public ReadOnlySpan<byte> PositionBytes => _segment.Section<byte>((int)SectionId.Positions);

    /// <summary>Where in <see cref="PositionBytes"/> those of the present document begin, and how many they are. To be asked of growing documents.</summary>
    public (int At, int Count) PositionsAt(ReadOnlySpan<byte> bytes)
    {
        if (_placesRead < 0)
            ReadPlaces();
        var skip = 0;
        for (; _placesRead < _at; _placesRead++)
            skip += _places[_placesRead] + 1;
        _positionAt = Skip(bytes, _positionAt, skip);
        return (_positionAt, _places[_at] + 1);
    }

    /// <summary>Passes over numbers of seven bits to the byte: eight bytes at a time, their ends counted.</summary>
    private static int Skip(ReadOnlySpan<byte> bytes, int at, int numbers)
    {
        const ulong Ends = 0x8080_8080_8080_8080;
        for (; numbers >= 8 && at + 8 <= bytes.Length; at += 8)
            numbers -= System.Numerics.BitOperations.PopCount(~MemoryMarshal.Read<ulong>(bytes[at..]) & Ends);
        for (; numbers > 0; at++)
            numbers -= (bytes[at] >> 7) ^ 1;
        return at;
    }

    private ReadOnlySpan<byte> Data => DataOf(Blocks[_block].Data);

    private ReadOnlySpan<byte> DataOf(int start) => _segment.Section<byte>((int)SectionId.Postings, SegmentBytes.Padding)[(Info.Blocks + (_blockCount * BlockInfo.Bytes) + start)..];

    private int SizeOf(int block) => Math.Min(BlockInfo.Documents, Info.Documents - (block * BlockInfo.Documents));

    private int ReadBlock(int block)
    {
        _block = block;
        if (block >= _blockCount)
        {
            (_at, _size) = (0, 0);
            return Document = NoMore;
        }

        var before = block == 0 ? -1 : Blocks[block - 1].LastDocument;
        _size = SizeOf(block);
        var documents = _documents.AsSpan(0, _size);
        var data = Data;
        BitPacking.Unpack(data[3..], data[0], documents);
        for (var i = 0; i < documents.Length; i++)
            documents[i] = before += documents[i] + 1;
        (_at, _countsRead, _placesRead) = (0, false, -1);
        BlockImpact = Blocks[block].Impact;
        return Document = documents[0];
    }

    private void ReadCounts()
    {
        var data = Data;
        BitPacking.Unpack(data[(3 + BitPacking.BytesFor(_size, data[0]))..], data[1], _counts.AsSpan(0, _size));
        _countsRead = true;
    }

    private void ReadPlaces()
    {
        var data = Data;
        if (_places.Length == 0)
            _places = new int[BlockInfo.Documents];
        if (data[2] == PostingsWriter.SameAsCounts)
        {
            _ = Count;
            _counts.CopyTo(_places, 0);
        }
        else
            BitPacking.Unpack(data[(3 + BitPacking.BytesFor(_size, data[0]) + BitPacking.BytesFor(_size, data[1]))..], data[2], _places.AsSpan(0, _size));
        (_placesRead, _positionAt) = (0, Info.Positions + Blocks[_block].Positions);
    }
}
