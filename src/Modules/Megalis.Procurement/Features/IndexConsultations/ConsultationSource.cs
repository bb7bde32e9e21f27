using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ImportCpv;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.IndexConsultations;

/// <summary>
/// Published consultations for the search. The row of the public projection says what is public; lots and texts come from the
/// buyer's own rows behind it, of which everybody reads the same on the consultation's page.
/// </summary>
internal sealed class ConsultationSource(MegalisDb db, TenantStore tenants, CpvLists cpv) : IIndexSource
{
    public IndexSchema Schema => ConsultationIndex.Schema;

    public IReadOnlyCollection<string> Kinds { get; } = [ChangeKinds.Consultation, ChangeKinds.Tenant];

    public IAsyncEnumerable<IndexDocument> ReadAllAsync(CancellationToken stop) => KeyPages.ReadAsync(
        after => db.Set<ConsultationPublic>().Where(p => p.ConsultationId.CompareTo(after) > 0).OrderBy(p => p.ConsultationId).Select(p => p.ConsultationId),
        keys => ReadAsync(keys, stop),
        stop);

    public async Task<IReadOnlyList<IndexDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken stop)
    {
        var rows = await db.Set<ConsultationPublic>().AsNoTracking().Where(p => keys.Contains(p.ConsultationId)).ToListAsync(stop);
        if (rows.Count == 0)
            return [];
        var whole = await db.Set<Consultation>().AsNoTracking().Where(c => keys.Contains(c.Id)).Include(c => c.Lots.OrderBy(l => l.Number)).ToDictionaryAsync(c => c.Id, stop);
        var portal = SearchGroups.OfSite(tenants.Default);
        return
        [
            .. from row in rows
               where IsShown(row)
               select ConsultationDocument.Of(row, whole.GetValueOrDefault(row.ConsultationId), cpv.Current, portal),
        ];
    }

    /// <summary>A tenant that was closed, or opened again, takes all its consultations with it.</summary>
    public async Task<IReadOnlyCollection<string>> KeysOfAsync(IReadOnlyList<Change> changes, CancellationToken stop)
    {
        var keys = changes.Where(change => change.Kind == ChangeKinds.Consultation).Select(change => change.Key).ToHashSet(StringComparer.Ordinal);
        var owners = changes.Where(change => change.Kind == ChangeKinds.Tenant).Select(change => change.TenantId).Distinct().ToList();
        if (owners.Count == 0)
            return keys;
        // This node may not know of the change yet.
        await tenants.RefreshAsync(stop);
        keys.UnionWith(await db.Set<ConsultationPublic>().Where(p => owners.Contains(p.TenantId)).Select(p => p.ConsultationId).ToListAsync(stop));
        return keys;
    }

    /// <summary>The page of a consultation is not there either while its buyer's site is closed.</summary>
    private bool IsShown(ConsultationPublic row) =>
        tenants.Find(row.TenantId) is { State: TenantState.Running } owner && owner.Has(ProcurementFeature.Id);
}
