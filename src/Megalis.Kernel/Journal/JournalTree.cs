using System.Data.Common;
using System.Diagnostics;
using Megalis.Kernel.Data;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Journal;

/// <summary>
/// Numbers committed entries, grows the tree by them and signs its heads. Only the leader of the log calls it, inside
/// its transaction.
/// </summary>
internal sealed class JournalTree(TreeHeadSigner signer, IOptions<MegalisOptions> options, TimeProvider clock)
{
    private const int Batch = 1000;
    private const int NodesAtOnce = 500;

    /// <summary>At most one head in this time: a burst of acts shares one signature.</summary>
    private static readonly TimeSpan BetweenHeads = TimeSpan.FromSeconds(1);

    private MerkleFrontier? _frontier;
    private long _signedSize;
    private long? _signedAt;

    /// <summary>After a rollback or a new term: what is in memory is not what is stored.</summary>
    public void Forget() => (_frontier, _signedSize, _signedAt) = (null, 0, null);

    /// <summary>True when entries wait for a number, or the tree for a signature that is due.</summary>
    public async Task<bool> HasWorkAsync(DbConnection connection, bool signNow, CancellationToken stop)
    {
        if (await connection.ScalarAsync(null, "select 1 from journal_row where position is null limit 1", [], stop) is not null)
            return true;
        if (_frontier is null)
            await LoadAsync(connection, null, stop);
        return _frontier!.Size > _signedSize && (signNow || IsHeadDue);
    }

    /// <summary>Numbers up to a thousand entries in the order of their ids and signs a head when one is due. Returns how many.</summary>
    public async Task<int> GrowAsync(DbConnection connection, DbTransaction transaction, bool signNow, CancellationToken stop)
    {
        var size = await SizeAsync(connection, transaction, stop);
        if (_frontier?.Size != size)
            await LoadAsync(connection, transaction, stop);
        var leaves = await connection.ListAsync(transaction,
            $"""
            update journal_row set position = @p0 + w.n
            from (select id, row_number() over (order by id) as n from journal_row where position is null order by id limit {Batch}) as w
            where journal_row.id = w.id returning position, leaf_hash
            """,
            [size], r => (Position: r.GetInt64(0), Hash: (byte[])r.GetValue(1)), stop);
        var nodes = leaves.OrderBy(l => l.Position).SelectMany(l => _frontier!.Append(l.Hash)).ToList();
        foreach (var some in nodes.Chunk(NodesAtOnce))
            await InsertAsync(connection, transaction, some, stop);
        if (_frontier!.Size > _signedSize && (signNow || IsHeadDue))
            await SignAsync(connection, transaction, stop);
        return leaves.Count;
    }

    private bool IsHeadDue => _signedAt is not { } at || Stopwatch.GetElapsedTime(at) >= BetweenHeads;

    /// <summary>The size of the tree, not the number of rows: rows that somebody deleted leave a gap and not their numbers.</summary>
    private static async Task<long> SizeAsync(DbConnection connection, DbTransaction? transaction, CancellationToken stop) =>
        Convert.ToInt64(await connection.ScalarAsync(transaction, "select max(size) from journal_node", [], stop) ?? 0L, System.Globalization.CultureInfo.InvariantCulture);

    private async Task LoadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken stop)
    {
        var size = await SizeAsync(connection, transaction, stop);
        var edge = new List<byte[]>();
        foreach (var node in MerkleFrontier.EdgeNodes(size))
            edge.Add((byte[]?)await connection.ScalarAsync(transaction, "select hash from journal_node where level = @p0 and number = @p1", [node.Level, node.Index], stop)
                ?? throw new InvalidOperationException("The tree of the journal lacks a node that it had: run « journal verify ». Entries are kept and stay without a number."));
        _frontier = MerkleFrontier.FromEdge(size, edge);
        _signedSize = Convert.ToInt64(await connection.ScalarAsync(transaction, "select max(tree_size) from journal_head", [], stop) ?? 0L, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task<int> InsertAsync(DbConnection connection, DbTransaction transaction, (MerkleNode Node, byte[] Hash)[] nodes, CancellationToken stop)
    {
        var values = string.Join(", ", nodes.Select((_, i) => FormattableString.Invariant($"(@p{4 * i}, @p{(4 * i) + 1}, @p{(4 * i) + 2}, @p{(4 * i) + 3})")));
        object?[] parameters = [.. nodes.SelectMany(n => new object?[] { n.Node.Level, n.Node.Index, (n.Node.Index + 1) << n.Node.Level, n.Hash })];
        return connection.ExecuteAsync(transaction, $"insert into journal_node (level, number, size, hash) values {values}", parameters, stop);
    }

    private async Task SignAsync(DbConnection connection, DbTransaction transaction, CancellationToken stop)
    {
        var at = InstantConverter.ToMicros(clock.GetUtcNow());
        var signed = signer.Sign(new TreeHead(new Uri(options.Value.PublicUrl).Authority, _frontier!.Size, _frontier.Root(), at));
        await connection.ExecuteAsync(transaction,
            "insert into journal_head (tree_size, origin, root, at, key_id, signature) values (@p0, @p1, @p2, @p3, @p4, @p5)",
            [signed.Head.TreeSize, signed.Head.Origin, signed.Head.Root, at, signed.KeyId, signed.Signature], stop);
        (_signedSize, _signedAt) = (signed.Head.TreeSize, Stopwatch.GetTimestamp());
    }
}
