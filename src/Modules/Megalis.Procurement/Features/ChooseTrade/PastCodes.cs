using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ChooseTrade;

/// <summary>
/// CPV codes of what an account answered and took, for itself alone to see. Looked for with the buyers that it answered, the latest
/// ten: registers lie in their buyers' tenants, and nobody walks through all of them for a proposal.
/// </summary>
internal sealed class PastCodes(MegalisDb db, TenantStore tenants, IServiceProvider services)
{
    private const int MostBuyers = 10;

    public async Task<IReadOnlyCollection<string>> OfAsync(string accountId, CancellationToken stop)
    {
        var buyers = await db.Set<PliPointer>().AsNoTracking().Where(p => p.AccountId == accountId)
            .GroupBy(p => p.TenantId).OrderByDescending(g => g.Max(p => p.At)).Take(MostBuyers).Select(g => g.Key).ToListAsync(stop);
        var consultations = new HashSet<string>();
        foreach (var buyer in buyers.Select(tenants.Find).OfType<Tenant>())
        {
            await using var scope = TenantScope.Enter(services, buyer);
            consultations.UnionWith(await scope.Db.Set<Pli>().Where(p => p.AccountId == accountId).Select(p => p.ConsultationId).ToListAsync(stop));
            consultations.UnionWith(await scope.Db.Set<Retrait>().Where(r => r.AccountId == accountId).Select(r => r.ConsultationId).ToListAsync(stop));
        }

        var codes = await db.Set<ConsultationPublic>().AsNoTracking().Where(p => consultations.Contains(p.ConsultationId)).Select(p => p.Cpv).ToListAsync(stop);
        return [.. codes.SelectMany(list => list.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
