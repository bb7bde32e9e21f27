using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Tenants.Contracts;
using Megalis.Tenants.Data;
using Megalis.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Tenants.Features.CreateByWorkflow;

/// <summary>Tells the workflow that asked for a site how its recipe ended: open, or an incident with the recipe's own sentence.</summary>
internal sealed class TellWorkflow(MegalisDb db, TenantStore store, WorkflowEngine engine) : IHandle<TenantPrepared>
{
    public async Task HandleAsync(TenantPrepared payload, CancellationToken stop)
    {
        if (await db.Set<TenantCreation>().AsNoTracking().FirstOrDefaultAsync(c => c.TenantId == payload.TenantId, stop) is not { } made)
            return;
        await store.RefreshAsync(stop);
        var opened = payload.Error.Length == 0;
        var answer = opened
            ? new JsonObject { ["outputs"] = CreateTenantActivity.OutputsOf(store.Find(made.TenantId)!, store) }
            : new JsonObject { ["refusal"] = $"La recette du site a échoué : {payload.Error}" };
        // A recipe may fail several times; a site opens once.
        await engine.SendAsync(CreateTenantActivity.EventOf(made.Key), "", answer, opened ? made.Key : null, stop);
    }
}
