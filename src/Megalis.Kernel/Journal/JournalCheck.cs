using System.Security.Cryptography;
using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Journal;

/// <summary>What is to be said of a head that somebody brings from outside.</summary>
public enum HeadVerdict
{
    /// <summary>Ours, and the journal still holds exactly what it held then.</summary>
    Holds,

    /// <summary>It names another journal, or another key: this platform can say nothing about it.</summary>
    Foreign,

    /// <summary>The signature does not fit: the text was changed, or copied badly.</summary>
    BadSignature,

    /// <summary>Rightly signed, and the journal is not what it was: a finding for the operator.</summary>
    Contradicts,
}

/// <summary>
/// Answers whoever brings a receipt, of whatever tenant: whether an entry is in the journal and whether a head is true. It
/// gives back what proves and nothing of what the entry says.
/// </summary>
public sealed class JournalCheck
{
    private readonly MegalisDb _db;
    private readonly TreeHeadSigner _signer;
    private readonly IOptions<MegalisOptions> _options;

    internal JournalCheck(MegalisDb db, TreeHeadSigner signer, IOptions<MegalisOptions> options) => (_db, _signer, _options) = (db, signer, options);

    /// <summary>The journal's name, as its heads carry it.</summary>
    public string Origin => new Uri(_options.Value.PublicUrl).Authority;

    /// <summary>Published with the receipts: with it anybody checks without us.</summary>
    public string PublicKeyPem => _signer.PublicKeyPem;

    /// <summary>The proof of an entry whose id (26 characters) and leaf hash (32 bytes, one of those given) are both known; null when the two are not in the journal together, or not under a head yet.</summary>
    public async Task<JournalProof?> FindAsync(string entryId, IEnumerable<byte[]> leafHashes, CancellationToken stop = default)
    {
        var row = await _db.Set<JournalRow>().AsNoTracking().SingleOrDefaultAsync(j => j.EntryId == entryId && j.Position != null, stop);
        return row is not null && leafHashes.Any(h => CryptographicOperations.FixedTimeEquals(row.LeafHash, h)) ? await ProofAsync(_db, row, stop) : null;
    }

    public async Task<HeadVerdict> CheckAsync(SignedTreeHead head, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Head.Origin != Origin || head.KeyId != _signer.KeyId)
            return HeadVerdict.Foreign;
        if (!TreeHeadSigner.Verify(head, _signer.PublicKeyPem))
            return HeadVerdict.BadSignature;
        var edge = new List<byte[]>();
        foreach (var node in MerkleFrontier.EdgeNodes(head.Head.TreeSize))
        {
            if (await HashAsync(_db, node, stop) is not { } hash)
                return HeadVerdict.Contradicts;
            edge.Add(hash);
        }

        return MerkleFrontier.FromEdge(head.Head.TreeSize, edge).Root().AsSpan().SequenceEqual(head.Head.Root) ? HeadVerdict.Holds : HeadVerdict.Contradicts;
    }

    /// <summary>With the first head that holds the entry: the same at every asking. Null before that head.</summary>
    internal static async Task<JournalProof?> ProofAsync(MegalisDb db, JournalRow row, CancellationToken stop)
    {
        if (row.Position is not { } position
            || await db.Set<JournalHead>().AsNoTracking().Where(h => h.TreeSize >= position).OrderBy(h => h.TreeSize).FirstOrDefaultAsync(stop) is not { } head)
            return null;
        var nodes = new Dictionary<MerkleNode, byte[]>();
        foreach (var node in MerkleProof.InclusionNodes(position - 1, head.TreeSize))
            nodes[node] = await HashAsync(db, node, stop) ?? throw new InvalidOperationException("The tree of the journal lacks a node that it had: run « journal verify ».");
        // A head that left the house must still be there after a power cut.
        await db.WhenDurableAsync();
        return new JournalProof(row.EntryId, position, row.LeafHash, MerkleProof.Inclusion(position - 1, head.TreeSize, node => nodes[node]), head.Signed());
    }

    private static Task<byte[]?> HashAsync(MegalisDb db, MerkleNode node, CancellationToken stop) =>
        db.Set<JournalNode>().Where(n => n.Level == node.Level && n.Number == node.Index).Select(n => n.Hash).SingleOrDefaultAsync(stop);
}
