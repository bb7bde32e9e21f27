using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Procurement.Features.ImportCpv;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.IndexMarchesPasses;

/// <summary>Past contracts for the search, once their import is complete.</summary>
internal sealed class MarchesPassesSource(MegalisDb db, TenantStore tenants, CpvLists cpv) : IIndexSource
{
    public IndexSchema Schema => MarchePasseIndex.Schema;

    public IReadOnlyCollection<string> Kinds { get; } = [ChangeKinds.MarchesPasses, ChangeKinds.Tenant];

    public IAsyncEnumerable<IndexDocument> ReadAllAsync(CancellationToken stop) => KeyPages.ReadAsync(
        after => db.Set<MarchePasse>().Where(m => m.IsVisible && m.Id.CompareTo(after) > 0).OrderBy(m => m.Id).Select(m => m.Id),
        keys => ReadAsync(keys, stop),
        stop);

    public async Task<IReadOnlyList<IndexDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken stop)
    {
        var rows = await db.Set<MarchePasse>().AsNoTracking().Include(m => m.Titulaires.OrderBy(t => t.Position)).Where(m => keys.Contains(m.Id) && m.IsVisible).ToListAsync(stop);
        if (rows.Count == 0)
            return [];
        // The shape of 2022 alone has them, and few contracts are of that shape.
        var publications = await db.Set<MarchePasseSource>().Where(s => keys.Contains(s.MarcheId) && s.Json.Contains("\"considerations")).Select(s => new { s.MarcheId, s.Json }).ToListAsync(stop);
        var considerations = publications.ToLookup(p => p.MarcheId, p => p.Json);
        var homes = tenants.All.Where(tenant => tenant.Siren.Length > 0).ToLookup(tenant => tenant.Siren, SearchGroups.OfSite);
        var portal = SearchGroups.OfSite(tenants.Default);
        return [.. rows.Select(row => MarchePasseDocument.Of(row, considerations[row.Id], cpv.Current, [portal, .. row.BuyerId is { Length: >= 9 } buyer ? homes[buyer[..9]] : []]))];
    }

    /// <summary>
    /// What an import brought and what it added to, with what a run before it, cut off, had already added to; and the contracts of a
    /// tenant that bears another SIREN now.
    /// </summary>
    public async Task<IReadOnlyCollection<string>> KeysOfAsync(IReadOnlyList<Change> changes, CancellationToken stop)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var imports = changes.Where(change => change.Kind == ChangeKinds.MarchesPasses).Select(change => change.Key).ToList();
        if (imports.Count > 0)
        {
            imports.AddRange(await db.Set<DecpImportRow>().Where(run => run.FinishedAt == null).Select(run => run.Id).ToListAsync(stop));
            keys.UnionWith(await db.Set<MarchePasse>().Where(m => imports.Contains(m.ImportId)).Select(m => m.Id).ToListAsync(stop));
            keys.UnionWith(await db.Set<MarchePasseSource>().Where(s => imports.Contains(s.ImportId)).Select(s => s.MarcheId).ToListAsync(stop));
        }

        if (changes.Where(change => change.Kind == ChangeKinds.Tenant).Select(change => change.TenantId).ToHashSet() is { Count: > 0 } changed)
            keys.UnionWith(await OfTenantsAsync(changed, stop));
        return keys;
    }

    private async Task<List<string>> OfTenantsAsync(HashSet<int> changed, CancellationToken stop)
    {
        await tenants.RefreshAsync(stop);
        var ids = new List<string>();
        foreach (var siren in changed.Select(id => tenants.Find(id)?.Siren).OfType<string>().Where(siren => siren.Length > 0).Distinct(StringComparer.Ordinal))
            ids.AddRange(await db.Set<MarchePasse>().Where(m => m.BuyerId != null && m.BuyerId.StartsWith(siren)).Select(m => m.Id).ToListAsync(stop));
        return ids;
    }
}
