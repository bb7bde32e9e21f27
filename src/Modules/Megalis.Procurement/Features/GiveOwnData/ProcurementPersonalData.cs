using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.GiveOwnData;

/// <summary>
/// Retraits, questions, deposits of a person, with every buyer of the region. Kept, because they are the file of a procedure (CCP
/// R. 2184-12): plis, the register of retraits, questions, acts done for a buyer. Not kept: deposits that were never made. Nobody
/// writes any more about a retrait or a question to who asked to be forgotten.
/// </summary>
internal sealed class ProcurementPersonalData(MegalisDb db, Accounts accounts, TenantStore tenants, IServiceProvider services, TimeProvider clock) : IPersonalData
{
    private const string Article = "code de la commande publique, article R. 2184-12";
    private const string Term = "cinq ans au moins après la signature du marché";

    public string Name => "marches";

    public async Task<JsonNode?> ExportAsync(string accountId, CancellationToken stop)
    {
        if (await accounts.FindAsync(accountId, stop) is not { } person)
            return null;
        var all = new JsonArray();
        foreach (var tenant in await BuyersAsync(stop))
        {
            await using var scope = TenantScope.Enter(services, tenant);
            var part = new JsonObject();
            await new Traces(scope, person).ExportAsync(part, stop);
            if (part.Count == 0)
                continue;
            part.Insert(0, "acheteur", tenant.DisplayName);
            all.Add(part);
        }

        return all.Count == 0 ? null : all;
    }

    public async Task<IReadOnlyList<Retained>> RetainedAsync(string accountId, CancellationToken stop)
    {
        var kept = new List<Retained>();
        if (await db.Set<PliPointer>().AnyAsync(p => p.AccountId == accountId, stop))
            kept.Add(new Retained("Vos plis, avec le nom et l’adresse du déposant", Article, Term));
        // Not looked for: that would be a walk through the region for every reader of the page.
        kept.Add(new Retained("Vos retraits de dossiers et vos questions aux acheteurs, s’il y en a, avec votre nom et votre adresse ; plus aucun message ne vous sera envoyé à leur sujet", Article, Term));
        if (await HasActsAsync(accountId, stop))
            kept.Add(new Retained("Les actes accomplis pour un acheteur (publication, modification, ouverture), avec votre nom", Article, Term));
        return kept;
    }

    public async Task EraseAsync(string accountId, CancellationToken stop)
    {
        if (await accounts.FindAsync(accountId, stop) is not { } person)
            return;
        foreach (var tenant in await BuyersAsync(stop))
        {
            await using var scope = await TenantScope.JoinAsync(services, tenant, db, stop);
            await new Traces(scope, person).EraseAsync(clock.GetUtcNow(), stop);
        }
    }

    /// <summary>Asked where the person holds a seat: the page of one's own data must not walk through the region.</summary>
    private async Task<bool> HasActsAsync(string accountId, CancellationToken stop)
    {
        if (await accounts.FindAsync(accountId, stop) is not { } person)
            return false;
        var seats = await db.Set<Membership>().AsNoTracking().Where(m => m.AccountId == accountId).Select(m => m.TenantId).ToListAsync(stop);
        foreach (var tenant in seats.Select(tenants.Find).OfType<Tenant>())
        {
            await using var scope = TenantScope.Enter(services, tenant);
            if (await new Traces(scope, person).HasActsAsync(stop))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Those who ever published: nobody leaves anything with another. A loop over them is right here: it is the act of one
    /// person, once, and no index of people over all buyers has to exist for it.
    /// </summary>
    private async Task<IReadOnlyList<Tenant>> BuyersAsync(CancellationToken stop)
    {
        var ids = await db.Set<ConsultationPublic>().AsNoTracking().Select(p => p.TenantId).Distinct().ToListAsync(stop);
        return [.. ids.Order().Select(tenants.Find).OfType<Tenant>()];
    }
}
