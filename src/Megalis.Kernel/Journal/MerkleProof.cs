using System.Numerics;

namespace Megalis.Kernel.Journal;

/// <summary>
/// Builds the proofs of RFC 9162, sections 2.1.3 and 2.1.4. Nodes are asked of a reader, so that the tree may lie in a table:
/// <see cref="InclusionNodes"/> and <see cref="ConsistencyNodes"/> name the O(log n) perfect subtrees to fetch first.
/// </summary>
public static class MerkleProof
{
    /// <summary>The hash of a perfect subtree that <see cref="MerkleFrontier.Append"/> has yielded.</summary>
    public delegate byte[] NodeReader(MerkleNode node);

    /// <summary>Proves that the leaf <paramref name="index"/> (from 0) lies in the tree of the first <paramref name="size"/> leaves. Hashes from the leaf upwards.</summary>
    public static IReadOnlyList<byte[]> Inclusion(long index, long size, NodeReader read) =>
        [.. InclusionRanges(index, size).Select(range => range.Hash(read))];

    /// <summary>Proves that the tree of <paramref name="first"/> leaves is the beginning of the tree of <paramref name="second"/> leaves; empty when they are equal.</summary>
    public static IReadOnlyList<byte[]> Consistency(long first, long second, NodeReader read) =>
        [.. ConsistencyRanges(first, second).Select(range => range.Hash(read))];

    /// <summary>The perfect subtrees that <see cref="Inclusion"/> will read.</summary>
    public static IReadOnlyList<MerkleNode> InclusionNodes(long index, long size) =>
        [.. InclusionRanges(index, size).SelectMany(range => range.Nodes())];

    /// <summary>The perfect subtrees that <see cref="Consistency"/> will read.</summary>
    public static IReadOnlyList<MerkleNode> ConsistencyNodes(long first, long second) =>
        [.. ConsistencyRanges(first, second).SelectMany(range => range.Nodes())];

    private static List<LeafRange> InclusionRanges(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var ranges = new List<LeafRange>();
        var tree = new LeafRange(0, size);
        while (tree.Size > 1)
        {
            var (left, right) = tree.Halves();
            ranges.Add(index < right.Start ? right : left);
            tree = index < right.Start ? left : right;
        }
        ranges.Reverse();
        return ranges;
    }

    private static List<LeafRange> ConsistencyRanges(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var ranges = new List<LeafRange>();
        var tree = new LeafRange(0, second);
        while (tree.End != first)
        {
            var (left, right) = tree.Halves();
            ranges.Add(first <= right.Start ? right : left);
            tree = first <= right.Start ? left : right;
        }
        // The old tree as a whole is known to whoever checks; only a part of it must be told.
        if (tree.Start > 0) ranges.Add(tree);
        ranges.Reverse();
        return ranges;
    }

    /// <summary>Leaves from Start to End, the last excluded: a subtree of RFC 9162's recursion.</summary>
    private readonly record struct LeafRange(long Start, long End)
    {
        public long Size => End - Start;

        public (LeafRange Left, LeafRange Right) Halves()
        {
            var middle = Start + Merkle.Split(Size);
            return (new(Start, middle), new(middle, End));
        }

        public IEnumerable<MerkleNode> Nodes()
        {
            for (var at = Start; at < End;)
            {
                var level = BitOperations.Log2((ulong)(End - at));
                yield return new(level, at >> level);
                at += 1L << level;
            }
        }

        public byte[] Hash(NodeReader read)
        {
            var hashes = Nodes().Select(node => read(node)).ToList();
            var hash = hashes[^1];
            Merkle.RequireHash(hash);
            for (var i = hashes.Count - 2; i >= 0; i--)
                hash = Merkle.NodeHash(hashes[i], hash);
            return hash;
        }
    }
}
