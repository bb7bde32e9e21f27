using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.GiveOwnData;

/// <summary>
/// What circuits of all tenants asked a person, what they answered, handed on and began. Kept: answers with their reasons, for
/// they decided something of others; the account's id stays on them and names nobody. Not kept: words to colleagues.
/// </summary>
internal sealed class WorkflowsPersonalData(MegalisDb db, TenantStore tenants, IServiceProvider services) : IPersonalData
{
    public string Name => "taches";

    public async Task<JsonNode?> ExportAsync(string accountId, CancellationToken stop)
    {
        var all = new JsonArray();
        foreach (var tenant in await TenantsAsync(accountId, stop))
        {
            await using var scope = TenantScope.Enter(services, tenant);
            all.Add(await new TaskTraces(scope, accountId).ExportAsync(tenant.DisplayName, stop));
        }

        return all.Count == 0 ? null : all;
    }

    /// <summary>Asked where the person holds a seat, and on the portal: the page of one's own data must not read all tenants.</summary>
    public async Task<IReadOnlyList<Retained>> RetainedAsync(string accountId, CancellationToken stop)
    {
        var here = await db.Set<Membership>().AsNoTracking().Where(m => m.AccountId == accountId).Select(m => m.TenantId).ToListAsync(stop);
        here.Add(tenants.Default.Id);
        await using var host = TenantScope.EnterHost(services);
        return await host.Db.Set<TaskRow>().AnyAsync(t => here.Contains(t.TenantId) && t.EndedBy == accountId, stop)
            ? [new("Vos réponses aux tâches des circuits, avec leurs motifs", "règlement (UE) 2016/679, article 17, 3, b et e", "aussi longtemps que ce que le circuit a décidé peut être contesté ; votre nom n’y figure plus, seul un numéro reste")]
            : [];
    }

    public async Task EraseAsync(string accountId, CancellationToken stop)
    {
        foreach (var tenant in await TenantsAsync(accountId, stop))
        {
            await using var scope = await TenantScope.JoinAsync(services, tenant, db, stop);
            await new TaskTraces(scope, accountId).EraseAsync(stop);
        }
    }

    /// <summary>One read over all of them: the act of one person, once, for which no index has to exist.</summary>
    private async Task<IReadOnlyList<Tenant>> TenantsAsync(string accountId, CancellationToken stop)
    {
        await using var host = TenantScope.EnterHost(services);
        var ids = host.Db.Set<TaskRow>().Where(t => t.AccountId == accountId || t.EndedBy == accountId).Select(t => t.TenantId)
            .Union(host.Db.Set<TaskMoveRow>().Where(m => m.By == accountId).Select(m => m.TenantId))
            .Union(host.Db.Set<InstanceRow>().Where(i => i.StartedBy == accountId).Select(i => i.TenantId))
            .Union(host.Db.Set<IncidentRow>().Where(i => i.ResolvedBy == accountId).Select(i => i.TenantId));
        return [.. (await ids.ToListAsync(stop)).Order().Select(tenants.Find).OfType<Tenant>()];
    }
}
