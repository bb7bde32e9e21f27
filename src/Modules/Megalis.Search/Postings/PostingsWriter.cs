using System.Runtime.InteropServices;

using Megalis.Search.Segments;

namespace Megalis.Search.Postings;

/// <summary>
/// Writes terms in order. Per document a term has a count (words weighed by their field) and positions; documents come in blocks
/// of 128: packed distances, packed counts, packed numbers of positions where these differ from the counts, and the positions
/// themselves as distances of seven bits to the byte.
/// </summary>
internal sealed class PostingsWriter(Ranking ranking, IReadOnlyList<byte> lengthCodes)
{
    /// <summary>In place of the bits of the numbers of positions: they are the counts.</summary>
    public const byte SameAsCounts = 0xFF;

    private readonly GrowingBytes _postings = new(1 << 16);
    private readonly GrowingBytes _positions = new(1 << 16);
    private readonly GrowingBytes _data = new(1 << 10);
    private readonly List<string> _terms = [];
    private readonly List<TermInfo> _infos = [];
    private readonly List<BlockInfo> _blocks = [];
    private readonly int[] _gaps = new int[BlockInfo.Documents];
    private readonly int[] _counts = new int[BlockInfo.Documents];
    private readonly int[] _places = new int[BlockInfo.Documents];
    private int _inBlock;
    private int _last;
    private int _documents;
    private int _positionsOfTerm;
    private int _positionsOfBlock;
    private float _weight;

    public IReadOnlyList<string> Terms => _terms;

    /// <summary>The next document of the term that <see cref="EndTerm"/> will name.</summary>
    /// <param name="positions">Growing.</param>
    public void Add(int document, int count, ReadOnlySpan<int> positions)
    {
        if (_documents == 0)
            (_last, _positionsOfTerm, _positionsOfBlock) = (-1, _positions.Length, 0);
        _gaps[_inBlock] = document - _last - 1;
        _counts[_inBlock] = count - 1;
        _places[_inBlock++] = positions.Length - 1;
        _last = document;
        _documents++;
        _weight = Math.Max(_weight, ranking.Weight(count, lengthCodes[document]));
        var before = 0;
        foreach (var position in positions)
        {
            _positions.AddVarint((uint)(position - before));
            before = position;
        }

        if (_inBlock == BlockInfo.Documents)
            EndBlock();
    }

    /// <summary>Names what was added since the last term; without documents the term is left out.</summary>
    public void EndTerm(string term)
    {
        if (_inBlock > 0)
            EndBlock();
        if (_documents == 0)
            return;
        _terms.Add(term);
        _infos.Add(new TermInfo(_documents, _postings.Length, _positionsOfTerm, _blocks.Max(block => block.Impact)));
        _postings.Add(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_blocks)));
        _postings.Add(_data.Written);
        _blocks.Clear();
        _data.Clear();
        _documents = 0;
    }

    public void Write(SectionWriter writer)
    {
        StringTable.Write(writer, (int)SectionId.TermBytes, (int)SectionId.TermStarts, _terms);
        writer.Write<TermInfo>(SectionId.TermInfo, CollectionsMarshal.AsSpan(_infos));
        writer.Write(SectionId.Postings, _postings);
        writer.Write(SectionId.Positions, _positions);
    }

    private void EndBlock()
    {
        _blocks.Add(new BlockInfo(_last, _data.Length, _positionsOfBlock, Ranking.ImpactOf(_weight)));
        var gaps = _gaps.AsSpan(0, _inBlock);
        var counts = _counts.AsSpan(0, _inBlock);
        var places = _places.AsSpan(0, _inBlock);
        var same = counts.SequenceEqual(places);
        var (gapBits, countBits, placeBits) = (BitPacking.BitsFor(gaps), BitPacking.BitsFor(counts), BitPacking.BitsFor(places));
        _data.Add([(byte)gapBits, (byte)countBits, same ? SameAsCounts : (byte)placeBits]);
        BitPacking.Pack(gaps, gapBits, _data);
        BitPacking.Pack(counts, countBits, _data);
        if (!same)
            BitPacking.Pack(places, placeBits, _data);
        (_inBlock, _weight, _positionsOfBlock) = (0, 0, _positions.Length - _positionsOfTerm);
    }
}
