using Megalis.Kernel.Data;
using Megalis.Procurement.Domain.Decp;
using Megalis.Procurement.Domain.MarchesPasses;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>What the database already holds of one batch, and what the batch has added so far.</summary>
internal sealed class Known
{
    private readonly Dictionary<string, MarchePasse> _byKey = [];
    private readonly Dictionary<string, MarchePasse> _byUid = [];
    private readonly HashSet<string> _sources = [];

    public static async Task<Known> LoadAsync(MegalisDb db, IReadOnlyList<DecpRecord> batch, IReadOnlyList<string> hashes, CancellationToken stop)
    {
        var keys = batch.Select(DecpKey.Of).Distinct().ToArray();
        var uids = batch.Select(record => record.Uid).OfType<string>().Distinct().ToArray();
        var known = new Known();
        var marches = await db.Set<MarchePasse>()
            .Include(marche => marche.Titulaires)
            .Include(marche => marche.Modifications)
            .AsSplitQuery()
            .Where(marche => keys.Contains(marche.MarcheKey) || uids.Contains(marche.Uid))
            .ToListAsync(stop);
        foreach (var marche in marches)
            known.Remember(marche.MarcheKey, marche.Uid, marche);
        known._sources.UnionWith(await db.Set<MarchePasseSource>()
            .Where(source => hashes.Contains(source.Hash)).Select(source => source.Hash).ToListAsync(stop));
        return known;
    }

    /// <summary>The contract of the same buyer and identifier, or of the same national identifier.</summary>
    public MarchePasse? Find(DecpRecord record) =>
        _byKey.GetValueOrDefault(DecpKey.Of(record))
        ?? (record.Uid is { } uid ? _byUid.GetValueOrDefault(uid) : null);

    public MarchePasse Add(DecpRecord record, MarchePasse marche)
    {
        Remember(marche.MarcheKey, record.Uid, marche);
        return marche;
    }

    /// <summary>False when this very publication is known.</summary>
    public bool AddSource(string hash) => _sources.Add(hash);

    private void Remember(string key, string? uid, MarchePasse marche)
    {
        _byKey[key] = marche;
        if (uid is not null)
            _byUid[uid] = marche;
    }
}
