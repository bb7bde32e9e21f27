using Megalis.Adhesions.Domain;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Workflows.Contracts;

namespace Megalis.Adhesions.Features.ShowAdhesion;

/// <summary>Where staff go from a request: their open task, and for those who repair circuits the instance.</summary>
internal sealed record CircuitLink(string Text, string Href, string Icon);

/// <summary>What the circuit of a request says of it.</summary>
internal sealed class CircuitOfAdhesion(WorkflowEngine engine, WorkflowTrail trail, CurrentUser user, Texts texts)
{
    /// <summary>Null when no circuit was published when the request came.</summary>
    public async Task<WorkflowCard?> FindAsync(Adhesion adhesion, CancellationToken stop) => await engine.OfAsync(adhesion.Id, stop) is [.., var last] ? last : null;

    public async Task<IReadOnlyList<CircuitLink>> LinksAsync(WorkflowCard? circuit, CancellationToken stop)
    {
        if (circuit is null)
            return [];
        var (roles, all) = (await user.RolesAsync(stop), await user.MayAsync("ManageUserTasks", stop));
        var open = (await trail.OfAsync(circuit.CorrelationId, stop)).Where(t => t.IsOpen && (all || t.AccountId == user.AccountId || (t.AccountId.Length == 0 && roles.Contains(t.Role))));
        var links = open.Select(t => new CircuitLink(t.Title, "/taches/" + t.TaskId, "check2-all")).ToList();
        if (await user.MayAsync("ManageWorkflows", stop))
            links.Add(new CircuitLink(texts["Le parcours de cette demande"], "/admin/circuits/instances/" + circuit.InstanceId, "signpost-2"));
        return links;
    }
}
