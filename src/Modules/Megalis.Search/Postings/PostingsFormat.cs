using System.Runtime.InteropServices;
using Megalis.Kernel.Search;

using Megalis.Search.Segments;

namespace Megalis.Search.Postings;

/// <summary>Where the documents of a term lie.</summary>
/// <param name="Documents">How many have it, deleted ones counted.</param>
/// <param name="Blocks">Start of its table of blocks in the postings.</param>
/// <param name="Positions">Start of its positions.</param>
/// <param name="Impact">The greatest of its blocks' impacts.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TermInfo(int Documents, int Blocks, int Positions, int Impact);

/// <summary>Up to 128 documents of a term.</summary>
/// <param name="LastDocument">So that a block can be passed over unread.</param>
/// <param name="Data">Start of its numbers, counted from the end of the table.</param>
/// <param name="Positions">Start of its positions, counted from those of the term.</param>
/// <param name="Impact">No document of the block weighs more than this many 255ths (<see cref="Ranking.Weight"/>).</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BlockInfo(int LastDocument, int Data, int Positions, int Impact)
{
    public const int Documents = 128;
    public const int Bytes = 16;
}

/// <summary>
/// BM25F in its simple form (Robertson, Zaragoza, Taylor 2004): a word in a field of weight w counts as w words, in the count and
/// in the length; k1 = 1.2, b = 0.75. A document's score is the sum over words of idf × count / (count + Norm(length)).
/// </summary>
internal sealed class Ranking
{
    private const float K1 = 1.2f;
    private const float B = 0.75f;

    private readonly float[] _norms = new float[256];

    public Ranking(IndexSchema schema)
    {
        for (var code = 0; code < _norms.Length; code++)
            _norms[code] = K1 * (1 - B + (B * LengthOf((byte)code) / schema.TypicalLength));
    }

    /// <summary>Between 0 and 1, growing with the count, falling with the length.</summary>
    public float Weight(int count, byte lengthCode) => count / (count + _norms[lengthCode]);

    /// <summary>How much a word tells that <paramref name="documents"/> of <paramref name="all"/> have.</summary>
    public static float Idf(long documents, long all) => (float)Math.Log(1 + ((all - documents + 0.5) / (documents + 0.5)));

    public static int ImpactOf(float weight) => Math.Min(255, (int)Math.Ceiling(weight * 255) + 1);

    /// <summary>A length in one byte: exact to 32, then four bits of precision.</summary>
    public static byte CodeOf(int length)
    {
        if (length < 32)
            return (byte)length;
        var shift = 27 - System.Numerics.BitOperations.LeadingZeroCount((uint)length);
        return (byte)Math.Min(255, 32 + ((shift - 1) * 16) + ((length >> shift) - 16));
    }

    public static int LengthOf(byte code) => code < 32 ? code : (16 + ((code - 32) & 15)) << (((code - 32) >> 4) + 1);
}

/// <summary>Numbers of few bits, one after the other.</summary>
internal static class BitPacking
{
    public static int BitsFor(ReadOnlySpan<int> values)
    {
        var all = 0;
        foreach (var value in values)
            all |= value;
        return 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)all);
    }

    public static void Pack(ReadOnlySpan<int> values, int bits, GrowingBytes bytes)
    {
        ulong pending = 0;
        var filled = 0;
        foreach (var value in values)
        {
            pending |= (ulong)(uint)value << filled;
            for (filled += bits; filled >= 8; filled -= 8, pending >>= 8)
                bytes.Reserve(1)[0] = (byte)pending;
        }

        if (filled > 0)
            bytes.Reserve(1)[0] = (byte)pending;
    }

    public static int BytesFor(int count, int bits) => ((count * bits) + 7) >> 3;

    /// <param name="bytes">At least eight bytes longer than what is packed.</param>
    public static void Unpack(ReadOnlySpan<byte> bytes, int bits, Span<int> values)
    {
        if (bits == 0)
        {
            values.Clear();
            return;
        }

        var mask = (1UL << bits) - 1;
        ref var start = ref MemoryMarshal.GetReference(bytes);
        for (int i = 0, at = 0; i < values.Length; i++, at += bits)
        {
            var word = System.Runtime.CompilerServices.Unsafe.ReadUnaligned<ulong>(ref System.Runtime.CompilerServices.Unsafe.Add(ref start, at >> 3));
            values[i] = (int)((word >> (at & 7)) & mask);
        }
    }

    /// <summary>Sets the bits of documents that are packed as distances; neighbours are gathered before memory is touched.</summary>
    /// <param name="bytes">As of <see cref="Unpack"/>.</param>
    public static void SetBits(ReadOnlySpan<byte> bytes, int bits, int count, int before, Span<ulong> set)
    {
        var mask = (1UL << bits) - 1;
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var (place, gathered) = (Math.Max(before, 0) >> 6, 0UL);
        for (int i = 0, at = 0; i < count; i++, at += bits)
        {
            var word = System.Runtime.CompilerServices.Unsafe.ReadUnaligned<ulong>(ref System.Runtime.CompilerServices.Unsafe.Add(ref start, at >> 3));
            before += (int)((word >> (at & 7)) & mask) + 1;
            if (before >> 6 != place)
            {
                set[place] |= gathered;
                (place, gathered) = (before >> 6, 0);
            }

            gathered |= 1UL << before;
        }

        set[place] |= gathered;
    }
}
