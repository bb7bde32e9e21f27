using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Contracts;

namespace Megalis.Content.Features.ReviewContent;

/// <summary>Proposes items to those who may publish them; one open review for each item.</summary>
internal sealed class Proposals(ReviewDesk desk, WorkflowEngine workflows, UserTasks tasks, CurrentUser user, TenantContext tenant, TenantStore tenants, MegalisDb db)
{
    /// <summary>Proposes a draft that is stored; or, where its author was asked to correct it, says that this is done. Saves.</summary>
    public async Task<Refusal?> ProposeAsync(ContentItem item, ContentTypeDefinition type, CancellationToken stop)
    {
        if (await desk.OfAsync(item.ContentItemId, type, stop) is not { } state)
            return new Refusal("Ce contenu se publie sans relecture.");
        if (state.Mine is { } mine)
            return await tasks.CompleteAsync(mine.TaskId, new TaskPerson(user.AccountId, [], []), ReviewDesk.CorrectedOf(mine.Outcomes)!, "", stop);
        if (state.IsOpen)
            return new Refusal("Ce contenu est déjà en relecture : votre texte est enregistré, et c’est lui qui sera lu.");
        if (item.Published)
            return new Refusal("Il n’y a rien à relire : les visiteurs voient déjà ce texte.");
        return await StartAsync(item, desk.WorkflowOf(type), stop);
    }

    private async Task<Refusal?> StartAsync(ContentItem item, string workflow, CancellationToken stop)
    {
        Refusal? refusal = null;
        var start = await BeginningAsync(item, stop);
        await db.TransactAsync(async () =>
        {
            if (await workflows.StartAsync(workflow, start, stop) is null)
                refusal = new Refusal("Personne ne relit encore les contenus de ce site : le circuit « {0} » n’est pas publié. Votre brouillon est enregistré.", workflow);
            else if (!db.ChangeTracker.HasChanges())
                refusal = new Refusal("Un collègue vient de proposer ce contenu à la relecture.");
            else
                await db.SaveChangesAsync(stop);
        }, stop);
        return refusal;
    }

    private async Task<WorkflowStart> BeginningAsync(ContentItem item, CancellationToken stop)
    {
        var earlier = (await workflows.OfAsync(item.ContentItemId, stop)).Count;
        return new WorkflowStart
        {
            // Two who click at a time count the same number.
            Key = string.Create(CultureInfo.InvariantCulture, $"relecture/{item.ContentItemId}/{earlier}"),
            CorrelationId = item.ContentItemId,
            Title = item.DisplayText,
            StartedBy = user.AccountId,
            Input = new Dictionary<string, JsonNode?>
            {
                ["element"] = item.ContentItemId,
                ["auteur"] = user.AccountId,
                ["auteurNom"] = user.DisplayName,
                ["auteurCourriel"] = user.Email,
                ["site"] = tenants.CanonicalUrl(tenant.Tenant),
            },
        };
    }
}
