using Megalis.Adhesions.Domain;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Workflows.Contracts;

namespace Megalis.Adhesions.Features.ShowAdhesion;

/// <summary>Where staff go from a request: their open task, and for those who repair circuits the instance.</summary>
internal sealed record CircuitLink(string Text, string Href, string Icon);

/// <summary>What the circuit of a request says of it.</summary>
internal sealed class CircuitOfAdhesion(WorkflowEngine engine, UserTasks tasks, CurrentUser user, Texts texts)
{
    /// <summary>Tasks of one person that are looked through for the request's.</summary>
    private const int MostTasks = 200;

    /// <summary>Null when no circuit was published when the request came.</summary>
    public async Task<WorkflowCard?> FindAsync(Adhesion adhesion, CancellationToken stop) => await engine.OfAsync(adhesion.Id, stop) is [.., var last] ? last : null;

    public async Task<IReadOnlyList<CircuitLink>> LinksAsync(WorkflowCard? circuit, CancellationToken stop)
    {
        if (circuit is null)
            return [];
        var links = new List<CircuitLink>();
        var person = new TaskPerson(user.AccountId, await user.RolesAsync(stop), [], await user.MayAsync("ManageUserTasks", stop));
        if ((await tasks.OpenAsync(person, 1, MostTasks, stop)).Tasks.FirstOrDefault(t => t.InstanceId == circuit.InstanceId) is { } task)
            links.Add(new CircuitLink(task.Title, "/taches/" + task.Id, "check2-all"));
        if (await user.MayAsync("ManageWorkflows", stop))
            links.Add(new CircuitLink(texts["Le parcours de cette demande"], "/admin/circuits/instances/" + circuit.InstanceId, "signpost-2"));
        return links;
    }
}
