using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Journal;

namespace Megalis.Kernel.Tests.Journal;

public class MerkleTests
{
    /// <summary>The eight inputs that implementations of Certificate Transparency agree on, and the roots of their first n.</summary>
    private static readonly byte[][] KnownEntries =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696A6B6C6D6E6F" }.Select(Convert.FromHexString)];

    [Theory]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Known_entries_have_known_roots(int size, string root) =>
        Assert.Equal(root, Convert.ToHexStringLower(Merkle.Root(KnownEntries.Take(size).Select(e => Merkle.LeafHash(e)))));

    [Fact]
    public void The_root_equals_the_recursive_definition_of_RFC_9162_for_every_size()
    {
        var leaves = Leaves(200);
        for (var size = 1; size <= leaves.Length; size++)
            Assert.Equal(Naive(leaves[..size]), Merkle.Root(leaves[..size]));
    }

    [Fact]
    public void Every_inclusion_proof_up_to_size_70_holds_and_equals_the_recursive_definition()
    {
        var tree = new StoredTree(70);
        for (var size = 1; size <= 70; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleProof.Inclusion(index, size, tree.Read);
                Assert.Equal(NaiveInclusion(index, tree.Leaves[..size]), proof);
                Assert.True(MerkleVerifier.Inclusion(index, size, tree.Leaves[index], proof, tree.Root(size)));
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_up_to_size_70_holds()
    {
        var tree = new StoredTree(70);
        for (var second = 1; second <= 70; second++)
        {
            for (var first = 1; first <= second; first++)
            {
                var proof = MerkleProof.Consistency(first, second, tree.Read);
                Assert.Equal(NaiveConsistency(first, tree.Leaves[..second], true), proof);
                Assert.True(MerkleVerifier.Consistency(first, second, tree.Root(first), tree.Root(second), proof));
            }
        }
    }

    [Fact]
    public void An_inclusion_proof_that_was_touched_anywhere_is_refused() =>
        Prop.ForAll(Gen.Choose(2, 130).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (size, pick, bit) =>
        {
            var tree = new StoredTree(size);
            var index = pick % size;
            var (leaf, root) = (tree.Leaves[index], tree.Root(size));
            var proof = MerkleProof.Inclusion(index, size, tree.Read);
            var other = (index + 1) % size;
            return !MerkleVerifier.Inclusion(index, size, Flipped(leaf, bit), proof, root)
                && !MerkleVerifier.Inclusion(index, size, leaf, proof, Flipped(root, bit))
                && !MerkleVerifier.Inclusion(index, size, leaf, FlippedIn(proof, bit), root)
                && !MerkleVerifier.Inclusion(other, size, leaf, proof, root)
                && !MerkleVerifier.Inclusion(index, size, leaf, [.. proof.Skip(1)], root)
                && !MerkleVerifier.Inclusion(index, size, leaf, [.. proof, root], root);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_consistency_proof_that_was_touched_anywhere_is_refused() =>
        Prop.ForAll(Gen.Choose(2, 130).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (second, pick, bit) =>
        {
            var tree = new StoredTree(second);
            var first = 1 + (pick % (second - 1));
            var (old, now) = (tree.Root(first), tree.Root(second));
            var proof = MerkleProof.Consistency(first, second, tree.Read);
            return !MerkleVerifier.Consistency(first, second, Flipped(old, bit), now, proof)
                && !MerkleVerifier.Consistency(first, second, old, Flipped(now, bit), proof)
                && !MerkleVerifier.Consistency(first, second, old, now, FlippedIn(proof, bit))
                && !MerkleVerifier.Consistency(first, second, now, old, proof)
                && !MerkleVerifier.Consistency(first, second, old, now, [.. proof.Skip(1)])
                && !MerkleVerifier.Consistency(first, second, old, now, [.. proof, now]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Empty_trees_and_hashes_of_a_wrong_length_are_refused()
    {
        var tree = new StoredTree(4);
        var root = tree.Root(4);
        Assert.False(MerkleVerifier.Inclusion(0, 0, root, [], root));
        Assert.False(MerkleVerifier.Inclusion(-1, 1, root, [], root));
        Assert.False(MerkleVerifier.Inclusion(1, 1, root, [], root));
        Assert.False(MerkleVerifier.Inclusion(0, 1, [], [], []));
        Assert.False(MerkleVerifier.Inclusion(0, 1, root[..31], [], root[..31]));
        Assert.False(MerkleVerifier.Inclusion(0, 2, tree.Leaves[0], [[]], root));
        Assert.False(MerkleVerifier.Inclusion(0, 2, tree.Leaves[0], null!, root));
        Assert.False(MerkleVerifier.Consistency(0, 4, root, root, []));
        Assert.False(MerkleVerifier.Consistency(0, 0, root, root, []));
        Assert.False(MerkleVerifier.Consistency(4, 3, root, root, []));
        Assert.False(MerkleVerifier.Consistency(4, 4, [], [], []));
        Assert.False(MerkleVerifier.Consistency(4, 4, root, root, [root]));
        Assert.False(MerkleVerifier.Consistency(2, 4, tree.Root(2), root, []));
        Assert.Throws<ArgumentException>(() => Merkle.NodeHash(new byte[31], new byte[32]));
        Assert.Throws<ArgumentException>(() => new MerkleFrontier().Append(new byte[33]));
        Assert.Throws<InvalidOperationException>(() => new MerkleFrontier().Root());
        Assert.Throws<InvalidOperationException>(() => Merkle.Root([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.Inclusion(0, 0, tree.Read));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.Consistency(0, 4, tree.Read));
    }

    [Fact]
    public void A_frontier_written_and_read_at_any_size_goes_on_to_the_same_root()
    {
        var leaves = Leaves(131);
        var frontier = new MerkleFrontier();
        foreach (var leaf in leaves)
        {
            frontier = MerkleFrontier.FromBytes(frontier.ToBytes());
            frontier.Append(leaf);
        }
        Assert.Equal(131, frontier.Size);
        Assert.Equal(Naive(leaves), frontier.Root());
    }

    [Theory]
    [InlineData("")]
    [InlineData("010000000000000001")]
    [InlineData("020000000000000000")]
    [InlineData("01ffffffffffffffff")]
    [InlineData("01000000000000000000")]
    public void Bytes_that_are_no_frontier_are_refused(string hex) =>
        Assert.Throws<FormatException>(() => MerkleFrontier.FromBytes(Convert.FromHexString(hex)));

    [Fact]
    public void A_proof_reads_only_the_nodes_it_has_named()
    {
        var tree = new StoredTree(1_000);
        foreach (var index in new[] { 0, 1, 511, 512, 998, 999 })
        {
            var named = MerkleProof.InclusionNodes(index, 1_000).ToHashSet();
            MerkleProof.Inclusion(index, 1_000, node => named.Contains(node) ? tree.Read(node) : throw new InvalidOperationException($"{node} was not named"));
            Assert.InRange(named.Count, 1, 20);
        }
        Assert.InRange(MerkleProof.ConsistencyNodes(700, 1_000).Count, 1, 20);
    }

    private static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => Merkle.LeafHash(Encoding.UTF8.GetBytes($"entry {i}")))];

    private static byte[] Flipped(byte[] hash, int bit)
    {
        byte[] copy = [.. hash];
        copy[bit / 8 % copy.Length] ^= (byte)(1 << (bit % 8));
        return copy;
    }

    private static byte[][] FlippedIn(IReadOnlyList<byte[]> proof, int bit) =>
        [.. proof.Select((hash, i) => i == bit % proof.Count ? Flipped(hash, bit) : hash)];

    // RFC 9162, sections 2.1.1 and 2.1.3.1, as they are written there: slow and plain.
    private static byte[] Naive(byte[][] d) => d.Length == 1 ? d[0] : H(Naive(d[..K(d.Length)]), Naive(d[K(d.Length)..]));

    private static byte[][] NaiveInclusion(int m, byte[][] d)
    {
        if (d.Length == 1) return [];
        var k = K(d.Length);
        return m < k ? [.. NaiveInclusion(m, d[..k]), Naive(d[k..])] : [.. NaiveInclusion(m - k, d[k..]), Naive(d[..k])];
    }

    private static byte[][] NaiveConsistency(int m, byte[][] d, bool whole)
    {
        if (m == d.Length) return whole ? [] : [Naive(d)];
        var k = K(d.Length);
        return m <= k ? [.. NaiveConsistency(m, d[..k], whole), Naive(d[k..])] : [.. NaiveConsistency(m - k, d[k..], false), Naive(d[..k])];
    }

    private static int K(int n)
    {
        var k = 1;
        while (k * 2 < n) k *= 2;
        return k;
    }

    private static byte[] H(byte[] left, byte[] right) => SHA256.HashData([0x01, .. left, .. right]);

    /// <summary>A tree whose perfect subtrees are kept as the frontier yields them, as the journal keeps them in a table.</summary>
    private sealed class StoredTree
    {
        private readonly Dictionary<MerkleNode, byte[]> _nodes = [];

        public StoredTree(int size)
        {
            Leaves = MerkleTests.Leaves(size);
            var frontier = new MerkleFrontier();
            foreach (var (node, hash) in Leaves.SelectMany(frontier.Append))
                _nodes.Add(node, hash);
        }

        public byte[][] Leaves { get; }

        public byte[] Read(MerkleNode node) => _nodes[node];

        public byte[] Root(int size) => Merkle.Root(Leaves[..size]);
    }
}
