using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Megalis.Search.Segments;

/// <summary>One compressed run of documents.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct StoredBlock(int FirstDocument, int Start, int Length);

/// <summary>Gathers the texts that come back with hits, compressed some documents together.</summary>
internal sealed class StoredWriter(int fields)
{
    /// <summary>Small: a page of hits opens ten of them.</summary>
    private const int BlockLength = 4096;

    private readonly GrowingBytes _bytes = new(1 << 12);
    private readonly GrowingBytes _block = new(2 * BlockLength);
    private readonly List<StoredBlock> _blocks = [];
    private int _first;
    private int _documents;

    /// <param name="texts">One for each field that comes back, in the order of the schema; null for none.</param>
    public void Add(IReadOnlyList<string?> texts)
    {
        _documents++;
        for (var field = 0; field < fields; field++)
        {
            var text = texts[field];
            _block.AddVarint(text is null ? 0 : (uint)Encoding.UTF8.GetByteCount(text) + 1);
            if (text is not null)
                Encoding.UTF8.GetBytes(text, _block.Reserve(Encoding.UTF8.GetByteCount(text)));
        }

        if (_block.Length >= BlockLength)
            EndBlock();
    }

    public void Write(SectionWriter writer)
    {
        if (_block.Length > 0)
            EndBlock();
        writer.Write(SectionId.StoredBytes, _bytes);
        writer.Write<StoredBlock>(SectionId.StoredBlocks, CollectionsMarshal.AsSpan(_blocks));
    }

    private void EndBlock()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(_block.Written);
        _blocks.Add(new StoredBlock(_first, _bytes.Length, (int)packed.Length));
        _bytes.Add(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        _block.Clear();
        _first = _documents;
    }
}

/// <summary>Reads them again; keeps the last block, because a merge asks for one document after the other. For one thread.</summary>
internal sealed class StoredReader(Segment segment, int fields)
{
    private readonly List<string?[]> _texts = [];
    private int _first = -1;

    public string?[] Read(int document)
    {
        if (fields == 0)
            return [];
        if (_first < 0 || document < _first || document >= _first + _texts.Count)
            Open(document);
        return _texts[document - _first];
    }

    private void Open(int document)
    {
        var blocks = segment.Section<StoredBlock>((int)SectionId.StoredBlocks);
        int low = 0, high = blocks.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (blocks[middle].FirstDocument <= document)
                low = middle;
            else
                high = middle - 1;
        }

        using var packed = new MemoryStream(segment.Section<byte>((int)SectionId.StoredBytes).Slice(blocks[low].Start, blocks[low].Length).ToArray());
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        deflate.CopyTo(plain);
        Split(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        _first = blocks[low].FirstDocument;
    }

    private void Split(ReadOnlySpan<byte> bytes)
    {
        _texts.Clear();
        for (var at = 0; at < bytes.Length;)
        {
            var texts = new string?[fields];
            for (var field = 0; field < fields; field++)
            {
                var length = (int)GrowingBytes.ReadVarint(bytes, ref at) - 1;
                if (length < 0)
                    continue;
                texts[field] = Encoding.UTF8.GetString(bytes.Slice(at, length));
                at += length;
            }

            _texts.Add(texts);
        }
    }
}
