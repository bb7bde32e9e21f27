using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>An answer that its account has begun and not handed in.</summary>
/// <param name="Url">Where it goes on: on this site, or on the portal when the buyer is another one; null when its buyer takes none now.</param>
internal sealed record UnfinishedDepot(Depot Depot, string Objet, string Reference, string Acheteur, DateTimeOffset? Deadline, string? Url)
{
    public long Length => Depot.Files.Sum(f => f.Length);
}

/// <summary>
/// What the person of this request has begun, with all buyers together, and takes away again: it is counted against them
/// (<see cref="AccountAllowance"/>), so that it must be theirs to find.
/// </summary>
internal sealed class UnfinishedDepots(CurrentUser user, TenantContext here, TenantStore tenants, IFileStore files, IServiceProvider services)
{
    /// <summary>Lines of the list: those with files come first, and who takes some away sees the next.</summary>
    private const int Most = 100;

    public async Task<IReadOnlyList<UnfinishedDepot>> ListAsync(CancellationToken stop)
    {
        var account = user.AccountId;
        await using var all = TenantScope.EnterHost(services);
        var depots = await all.Db.Set<Depot>().Include(d => d.Files).AsNoTracking().Where(d => d.AccountId == account)
            .OrderByDescending(d => d.Files.Any()).ThenByDescending(d => d.StartedAt).ThenBy(d => d.Id).Take(Most).ToListAsync(stop);
        var ids = depots.Select(d => d.ConsultationId).Distinct().ToList();
        var consultations = await all.Db.Set<Consultation>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, stop);
        return [.. depots.Where(d => consultations.ContainsKey(d.ConsultationId)).Select(d => Of(d, consultations[d.ConsultationId]))];
    }

    /// <summary>Its row, then its files; false when it is not theirs, or was handed in meanwhile.</summary>
    public async Task<bool> RemoveAsync(string id, CancellationToken stop)
    {
        var account = user.AccountId;
        if (account.Length == 0 || await OwnerAsync(id, account, stop) is not { } owner)
            return false;
        List<string>? gone = null;
        await using var scope = TenantScope.Enter(services, owner);
        await scope.Db.TransactAsync(async () =>
        {
            // A sending on its way and a deposit end first, or find it gone.
            await scope.Db.HoldAsync<Depot>(id, alone: true, stop);
            var lying = await scope.Db.Set<DepotFile>().Where(f => f.DepotId == id).Select(f => f.StoredFileId).ToListAsync(stop);
            gone = await scope.Db.DeleteWhereAsync<Depot>(d => d.Id == id && d.AccountId == account, stop) > 0 ? lying : null;
        }, stop);
        foreach (var file in gone ?? [])
            files.Delete(owner.Id, file);
        return gone is not null;
    }

    private async Task<Tenant?> OwnerAsync(string id, string account, CancellationToken stop)
    {
        await using var all = TenantScope.EnterHost(services);
        return tenants.Find(await all.Db.Set<Depot>().Where(d => d.Id == id && d.AccountId == account).Select(d => d.TenantId).SingleOrDefaultAsync(stop));
    }

    private UnfinishedDepot Of(Depot depot, Consultation consultation)
    {
        var owner = tenants.Find(depot.TenantId);
        var isOpen = owner is { State: TenantState.Running } && owner.Has(ProcurementFeature.Id);
        var site = here.Tenant.IsDefault || here.Tenant.Id == depot.TenantId ? "" : tenants.CanonicalUrl(tenants.Default);
        return new UnfinishedDepot(
            depot, consultation.Objet, consultation.Reference, owner?.DisplayName ?? "", consultation.Deadline,
            isOpen ? $"{site}/marches/{consultation.Reference}/depot/{depot.Id}" : null);
    }
}
