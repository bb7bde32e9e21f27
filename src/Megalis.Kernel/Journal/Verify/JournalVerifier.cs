using Megalis.Kernel.Data;
using Megalis.Kernel.Localization;

namespace Megalis.Kernel.Journal;

/// <summary>
/// Reads the whole journal against itself, its stored tree and its signed heads. A row is checked by itself, then against
/// the leaf that the tree holds at its position; the tree is checked at each head. What somebody with the whole database
/// and none of the signing key did is seen at the first head after it; what the heads outside know, only with them.
/// </summary>
internal sealed class JournalVerifier(JournalStore store, string publicKeyPem)
{
    private readonly List<JournalFinding> _findings = [];
    private readonly List<(long Position, long WasAt)> _moved = [];
    private MerkleFrontier _frontier = new();
    private bool _lost;
    private long _entries;

    public async Task<JournalVerdict> RunAsync(IReadOnlyList<SignedTreeHead> outside, CancellationToken stop)
    {
        var heads = await store.HeadsAsync(stop);
        var signed = Signed(heads, outside);
        var attested = signed.Where(h => !h.Outside).Select(h => h.Size).DefaultIfEmpty(0).Max();
        var size = await store.SizeAsync(attested, stop);
        var check = new EntryCheck(await store.ErasuresAsync(stop));
        Cut(signed, size);
        var from = 0L;
        foreach (var to in signed.Select(h => h.Size).Append(size).Where(s => s <= size).Distinct().Order())
        {
            await SegmentAsync(from, to, [.. signed.Where(h => h.Size == to)], check, stop);
            from = to;
        }

        Moved();
        foreach (var stray in await store.StraysAsync(size, stop))
            _findings.Add(new(stray.Position, "edited", $"L'entrée {stray.EntryId} porte le n° {stray.Position}, qui n'est celui d'aucune entrée."));
        return new JournalVerdict(_entries, size, heads.Count, outside.Count, check.Erased, await store.PendingAsync(stop),
            [.. _findings.OrderBy(f => f.Position ?? long.MaxValue)]);
    }

    /// <summary>The heads whose signature holds; the others are findings.</summary>
    private List<Attested> Signed(List<JournalHead> heads, IReadOnlyList<SignedTreeHead> outside)
    {
        var signed = new List<Attested>();
        foreach (var head in heads.Select(h => new Attested(h.Signed(), false)).Concat(outside.Select(h => new Attested(h, true))))
            if (IsSigned(head.Head))
                signed.Add(head);
            else
                _findings.Add(new(head.Size, "head", $"La tête {head.Place}de {head.Size} entrées n'est pas signée par la clé de ce journal."));
        return signed;
    }

    private void Cut(List<Attested> signed, long size)
    {
        if (signed.Where(h => h.Size > size).MaxBy(h => h.Size) is { } most)
            _findings.Add(new(size + 1, "cut",
                $"La tête extérieure du {most.Date} atteste {most.Size} entrées et le journal n'en a plus que {size} : sa fin a été coupée, ou une sauvegarde plus ancienne a été restaurée."));
    }

    private bool IsSigned(SignedTreeHead head)
    {
        try
        {
            return TreeHeadSigner.Verify(head, publicKeyPem);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The entries after <paramref name="from"/> up to <paramref name="to"/>, where heads may tell the root.</summary>
    private async Task SegmentAsync(long from, long to, List<Attested> heads, EntryCheck check, CancellationToken stop)
    {
        var stored = await store.NodesAsync(from + 1, to, stop);
        var rows = new byte[]?[to - from];
        var told = new Dictionary<long, JournalFinding>();
        await foreach (var row in store.RowsAsync(from + 1, to, stop))
        {
            _entries++;
            rows[row.Position!.Value - from - 1] = Merkle.LeafHash(row.Header);
            if (check.Look(row) is { } finding)
                told[row.Position.Value] = finding;
        }

        var leaves = Enumerable.Range(0, rows.Length).Select(i => new Leaf(from + 1 + i, rows[i], stored.GetValueOrDefault(new MerkleNode(0, from + i)))).ToList();
        var rowsAreRight = Climb(leaves, heads, stored);
        foreach (var leaf in leaves)
            await TellAsync(leaf, told.GetValueOrDefault(leaf.Position), rowsAreRight, stop);
    }

    /// <summary>
    /// Grows the tree over the segment and compares it with the heads at its end: by the leaves that the tree holds, else
    /// by those of the rows. True when the heads say that the rows are right and the stored tree is not.
    /// </summary>
    private bool Climb(List<Leaf> leaves, List<Attested> heads, Dictionary<MerkleNode, byte[]> stored)
    {
        if (_lost || leaves.Count == 0)
            return false;
        if (leaves.Any(l => l is { Row: null, Tree: null }))
        {
            _lost = true;
            return false;
        }

        var byTree = Grow(leaves.Select(l => l.Tree ?? l.Row!));
        var differs = leaves.Any(l => l.Tree is null || l.Row is null || !Same(l.Tree, l.Row));
        var byRows = differs && heads.Count > 0 && !AllAgree(byTree.Frontier, heads) ? Grow(leaves.Select(l => l.Row ?? l.Tree!)) : byTree;
        var rowsAreRight = byRows != byTree && AllAgree(byRows.Frontier, heads);
        var (frontier, completed) = rowsAreRight ? byRows : byTree;
        if (heads.FirstOrDefault(h => !Agrees(frontier, h.Head)) is { } head)
            Rewritten(leaves, head);
        if (!_lost)
            foreach (var (node, hash) in completed.Where(c => c.Node.Level > 0 || rowsAreRight).Where(c => !Same(stored.GetValueOrDefault(c.Node), c.Hash)))
                _findings.Add(new((node.Index + 1) << node.Level, "node", $"Le nœud {node.Index} du niveau {node.Level} de l'arbre est abîmé : les preuves qui passent par lui échoueraient. Les entrées n'en souffrent pas."));
        _frontier = frontier;
        return rowsAreRight;
    }

    private void Rewritten(List<Leaf> leaves, Attested head)
    {
        // Every later head differs too: it would only say again what the first says.
        _lost = true;
        var (first, last) = (leaves[0].Position, leaves[^1].Position);
        _findings.Add(new(first, "rewritten",
            $"Les entrées n° {first} à {last} ne sont plus celles qu'atteste la tête {head.Place}signée le {head.Date} : elles ont été réécrites avec leurs empreintes" +
            (head.Outside ? ", ou une sauvegarde plus ancienne a été restaurée puis continuée." : ".") + " Les têtes suivantes ne peuvent plus être comparées."));
    }

    private async Task TellAsync(Leaf leaf, JournalFinding? told, bool rowsAreRight, CancellationToken stop)
    {
        if (leaf.Row is null)
            _findings.Add(new(leaf.Position, "deleted", $"L'entrée n° {leaf.Position} a été supprimée."));
        else if (leaf.Tree is not null && !Same(leaf.Tree, leaf.Row) && !rowsAreRight)
        {
            var wasAt = await store.PositionOfAsync(leaf.Row, stop);
            if (wasAt > 0)
                _moved.Add((leaf.Position, wasAt));
            _findings.AddRange(told is not null ? [told]
                : wasAt > 0 ? []
                : [new(leaf.Position, "edited", $"L'entrée n° {leaf.Position} a été modifiée ou remplacée, empreintes comprises : l'arbre en tient une autre.")]);
        }
        else if (told is not null)
            _findings.Add(told);
        else if (leaf.Tree is null && !rowsAreRight)
            _findings.Add(new(leaf.Position, "node", $"L'arbre ne tient plus l'empreinte de l'entrée n° {leaf.Position}."));
    }

    /// <summary>Rows that stand elsewhere than the tree says: two that changed places, or all that follow a hole that was closed.</summary>
    private void Moved()
    {
        for (var i = 0; i < _moved.Count;)
        {
            var (first, shift) = (_moved[i], _moved[i].WasAt - _moved[i].Position);
            var end = i + 1;
            while (end < _moved.Count && _moved[end].WasAt - _moved[end].Position == shift && _moved[end].Position == _moved[end - 1].Position + 1)
                end++;
            if (end - i >= 3)
            {
                // The hole is at the end now: the last numbers are not missing a second time.
                var last = _moved[end - 1].Position;
                _findings.RemoveAll(f => f.Kind == "deleted" && f.Position > last && f.Position <= last + shift);
                _findings.Add(shift > 0
                    ? new(first.Position, "deleted", $"L'entrée n° {first.Position} a été supprimée{(shift > 1 ? $" avec les {shift - 1} suivantes" : "")} et les suivantes ont été renumérotées.")
                    : new(first.Position + shift, "inserted", $"Des entrées ont été insérées au n° {first.Position + shift} et les suivantes ont été renumérotées."));
            }
            else
            {
                _findings.AddRange(_moved[i..end].Select(m => new JournalFinding(m.Position, "swapped", $"L'entrée au n° {m.Position} est celle qui portait le n° {m.WasAt}.")));
            }

            i = end;
        }
    }

    private (MerkleFrontier Frontier, List<(MerkleNode Node, byte[] Hash)> Completed) Grow(IEnumerable<byte[]> leaves)
    {
        var frontier = MerkleFrontier.FromBytes(_frontier.ToBytes());
        return (frontier, [.. leaves.SelectMany(frontier.Append)]);
    }

    private static bool AllAgree(MerkleFrontier frontier, List<Attested> heads) => heads.All(h => Agrees(frontier, h.Head));

    private static bool Agrees(MerkleFrontier frontier, SignedTreeHead head) => frontier.Root().AsSpan().SequenceEqual(head.Head.Root);

    private static bool Same(byte[]? left, byte[]? right) => left is not null && right is not null && left.AsSpan().SequenceEqual(right);

    /// <summary>The hash of the row's own bytes, and what the tree holds at that place.</summary>
    private sealed record Leaf(long Position, byte[]? Row, byte[]? Tree);

    /// <summary>A head whose signature holds.</summary>
    private sealed record Attested(SignedTreeHead Head, bool Outside)
    {
        public long Size => Head.Head.TreeSize;

        public string Place => Outside ? "extérieure " : "";

        public string Date => ParisTime.ToTheSecond(InstantConverter.FromMicros(Head.Head.AtMicros));
    }
}
