using System.Buffers.Binary;
using System.Numerics;

namespace Megalis.Kernel.Journal;

/// <summary>
/// The right edge of a growing tree: one hash per bit set in its size, the largest subtree first (RFC 9162's tree, held as a
/// compact range). Appending costs O(log n) and needs nothing else of the tree. Not safe for concurrent use.
/// </summary>
public sealed class MerkleFrontier
{
    private const byte Format = 1;
    private const int HeaderSize = 1 + sizeof(long);

    private readonly List<byte[]> _edge = [];

    /// <summary>How many leaves have been appended.</summary>
    public long Size { get; private set; }

    /// <summary>
    /// Adds a leaf by its 32-byte hash. Yields the perfect subtrees that it completes, the leaf itself first: whoever keeps
    /// them can later build any proof without reading the leaves again (<see cref="MerkleProof"/>).
    /// </summary>
    public IReadOnlyList<(MerkleNode Node, byte[] Hash)> Append(byte[] leafHash)
    {
        ArgumentNullException.ThrowIfNull(leafHash);
        Merkle.RequireHash(leafHash);
        var completed = new List<(MerkleNode, byte[])> { (new(0, Size), leafHash) };
        var hash = leafHash;
        for (var level = 0; (Size >> level & 1) == 1; level++)
        {
            hash = Merkle.NodeHash(_edge[^1], hash);
            _edge.RemoveAt(_edge.Count - 1);
            completed.Add((new(level + 1, Size >> (level + 1)), hash));
        }
        _edge.Add(hash);
        Size++;
        return completed;
    }

    /// <summary>The root of the tree so far, 32 bytes. An empty tree has none.</summary>
    public byte[] Root()
    {
        if (Size == 0) throw new InvalidOperationException("An empty tree has no root.");
        var root = _edge[^1];
        for (var i = _edge.Count - 2; i >= 0; i--)
            root = Merkle.NodeHash(_edge[i], root);
        return [.. root];
    }

    /// <summary>One byte of format, the size as 64 bits big-endian, then the hashes, the largest subtree first.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderSize + (_edge.Count * Merkle.HashSize)];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Size);
        for (var i = 0; i < _edge.Count; i++)
            _edge[i].CopyTo(bytes, HeaderSize + (i * Merkle.HashSize));
        return bytes;
    }

    /// <summary>The perfect subtrees that a tree of <paramref name="size"/> leaves is made of, the largest first: what <see cref="FromEdge"/> wants.</summary>
    public static IReadOnlyList<MerkleNode> EdgeNodes(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var nodes = new List<MerkleNode>();
        for (var level = 62; level >= 0; level--)
            if ((size >> level & 1) == 1)
                nodes.Add(new(level, (size >> level) - 1));
        return nodes;
    }

    /// <summary>Takes a growing tree up again from the hashes of <see cref="EdgeNodes"/>, 32 bytes each.</summary>
    public static MerkleFrontier FromEdge(long size, IReadOnlyCollection<byte[]> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        if (size < 0 || hashes.Count != BitOperations.PopCount((ulong)size))
            throw new ArgumentException($"A frontier of {size} leaves does not have {hashes.Count} hashes.", nameof(hashes));
        var frontier = new MerkleFrontier { Size = size };
        foreach (var hash in hashes)
        {
            Merkle.RequireHash(hash);
            frontier._edge.Add(hash);
        }

        return frontier;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; <see cref="FormatException"/> for anything else.</summary>
    public static MerkleFrontier FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize || bytes[0] != Format)
            throw new FormatException("These bytes are no tree frontier.");
        var size = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        var hashes = bytes[HeaderSize..];
        if (size < 0 || hashes.Length != BitOperations.PopCount((ulong)size) * Merkle.HashSize)
            throw new FormatException($"A frontier of {size} leaves does not have {hashes.Length} bytes of hashes.");
        var frontier = new MerkleFrontier { Size = size };
        for (; hashes.Length > 0; hashes = hashes[Merkle.HashSize..])
            frontier._edge.Add(hashes[..Merkle.HashSize].ToArray());
        return frontier;
    }
}
