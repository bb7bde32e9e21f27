using System.Numerics;
using System.Security.Cryptography;

namespace Megalis.Kernel.Journal;

/// <summary>A perfect subtree: it covers the leaves from <c>Index &lt;&lt; Level</c> to <c>(Index + 1) &lt;&lt; Level</c>, the last excluded. Level 0 is the leaves.</summary>
public readonly record struct MerkleNode(int Level, long Index);

/// <summary>
/// The hash tree of RFC 9162, section 2.1, with SHA-256. A leaf is H(0x00 || bytes), a node is H(0x01 || left || right),
/// so that a node can never be passed off as a leaf. Every hash is exactly 32 bytes; an empty tree has no root here and no proof.
/// </summary>
public static class Merkle
{
    public const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>H(0x00 || <paramref name="entry"/>).</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>H(0x01 || <paramref name="left"/> || <paramref name="right"/>), both 32 bytes.</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        RequireHash(left);
        RequireHash(right);
        Span<byte> input = stackalloc byte[1 + (2 * HashSize)];
        input[0] = 0x01;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashSize)..]);
        return SHA256.HashData(input);
    }

    /// <summary>The root of the tree whose leaf hashes are given in order; at least one.</summary>
    public static byte[] Root(IEnumerable<byte[]> leafHashes)
    {
        ArgumentNullException.ThrowIfNull(leafHashes);
        var frontier = new MerkleFrontier();
        foreach (var leaf in leafHashes)
            frontier.Append(leaf);
        return frontier.Root();
    }

    /// <summary>The largest power of two strictly below <paramref name="size"/> (at least 2): where RFC 9162 splits a tree.</summary>
    internal static long Split(long size) => 1L << BitOperations.Log2((ulong)(size - 1));

    internal static void RequireHash(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != HashSize)
            throw new ArgumentException($"A hash of the tree has {HashSize} bytes, not {hash.Length}.", nameof(hash));
    }
}
