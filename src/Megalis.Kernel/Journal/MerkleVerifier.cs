namespace Megalis.Kernel.Journal;

/// <summary>
/// Checks proofs as RFC 9162 does in sections 2.1.3.2 and 2.1.4.2. Whatever a stranger hands in yields false, never an exception:
/// hashes of another length than 32 bytes, empty trees, wrong sizes, a proof with a hash too few or too many.
/// </summary>
public static class MerkleVerifier
{
    /// <summary>True when <paramref name="leafHash"/> is the leaf <paramref name="index"/> (from 0) of the tree of <paramref name="size"/> leaves with that root.</summary>
    public static bool Inclusion(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (index < 0 || index >= size || !AllHashes(proof, leafHash, root)) return false;
        var (node, last) = (index, size - 1);
        var hash = leafHash;
        foreach (var sibling in proof)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Merkle.NodeHash(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = Merkle.NodeHash(hash, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>True when the tree of <paramref name="first"/> leaves is the beginning of the tree of <paramref name="second"/> leaves.</summary>
    public static bool Consistency(long first, long second, byte[] firstRoot, byte[] secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (first < 1 || first > second || !AllHashes(proof, firstRoot, secondRoot)) return false;
        if (first == second) return proof.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot);
        // A tree of a power of two is one node, which the checker has already: RFC 9162 leaves it out of the proof.
        var path = (first & (first - 1)) == 0 ? [firstRoot, .. proof] : proof;
        return path.Count > 0 && Climb(first, second, path) is var (old, now)
            && old.AsSpan().SequenceEqual(firstRoot) && now.AsSpan().SequenceEqual(secondRoot);
    }

    private static (byte[] Old, byte[] Now)? Climb(long first, long second, IReadOnlyList<byte[]> path)
    {
        var (node, last) = (first - 1, second - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (old, now) = (path[0], path[0]);
        foreach (var sibling in path.Skip(1))
        {
            if (last == 0) return null;
            if ((node & 1) == 1 || node == last)
            {
                (old, now) = (Merkle.NodeHash(sibling, old), Merkle.NodeHash(sibling, now));
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                now = Merkle.NodeHash(now, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 ? (old, now) : null;
    }

    private static bool AllHashes(IReadOnlyList<byte[]>? proof, params byte[]?[] others) =>
        proof is not null && proof.Concat(others).All(hash => hash is { Length: Merkle.HashSize });
}
