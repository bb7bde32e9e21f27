using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Soundness;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>Where an operator may put a token.</summary>
internal sealed class TokenPlaces(MegalisDb db, ActivityCatalogue catalogue, TenantContext tenant, MemberRights rights)
{
    /// <summary>
    /// An activity but no join, which would go on without those that it waits for, and not the circuit as a whole. Of activities
    /// whose description asks for a right beyond repairing, the token goes on at once to none that the account may not start.
    /// </summary>
    public static bool IsPlace(WorkflowDefinition definition, Activity activity) =>
        activity.Type != BuiltInActivities.Join && (activity.Id != definition.Root.Id || activity.Children.Count == 0);

    /// <returns>The version that was asked, and why the token may not be put there.</returns>
    public async Task<(string VersionId, Refusal? Refusal)> CheckAsync(string instanceId, string activityId, string actor, CancellationToken stop)
    {
        var version = await (from i in db.Set<InstanceRow>()
                             where i.Id == instanceId
                             join d in db.Set<DefinitionRow>() on i.VersionId equals d.Id
                             select new { d.Id, d.Json }).SingleOrDefaultAsync(stop);
        if (version is null || DefinitionReader.Read(version.Json).Definition is not { } definition)
            return ("", null);
        if (definition.Activities.FirstOrDefault(a => a.Id == activityId) is not { } place)
            return (version.Id, new Refusal("Ce parcours n'a pas d'étape « {0} ».", activityId));
        if (!IsPlace(definition, place))
            return (version.Id, new Refusal("Un jeton ne se pose pas sur un rendez-vous, ni sur le circuit entier : posez-le sur l'étape qui y mène, ou sur celle qui suit."));
        return (version.Id, await MayAsync(definition, activityId, actor, stop));
    }

    private async Task<Refusal?> MayAsync(WorkflowDefinition definition, string activityId, string actor, CancellationToken stop)
    {
        var types = catalogue.Of(tenant.Tenant);
        var started = AtOnce.From(definition, activityId, types, beside: true);
        foreach (var description in definition.Activities.Where(a => started.Contains(a.Id)).Select(a => types.Find(a.Type)?.Description).OfType<Kernel.Workflows.ActivityDescription>().Distinct())
            if (description.Permission is { } permission && !await rights.MayAsync(actor, permission, stop))
                return new Refusal("De là, le parcours irait aussitôt à « {0} », qui demande un droit que vous n'avez pas ici : demandez à une personne qui l'a.", description.Name);
        return null;
    }
}
