using Megalis.Kernel.Security;

namespace Megalis.Workflows;

/// <summary>Who may see and repair, who may publish; Orchard's name where it has one.</summary>
internal sealed class WorkflowPermissions : IPermissionProvider
{
    public const string Manage = "ManageWorkflows";
    public const string Publish = "PublishWorkflows";

    /// <summary>Everybody's tasks: where somebody is away, or a role has nobody.</summary>
    public const string Tasks = "ManageUserTasks";

    private const string Category = "Circuits";

    public IEnumerable<Permission> Permissions { get; } =
    [
        // A variable changed by hand may be the address of a mail or of a call, and a token may be put beyond somebody's approval.
        new(Manage, "Suivre et réparer les circuits : parcours, incidents, appels", Category) { ImpliedBy = [Publish], IsSecurityCritical = true },
        new(Tasks, "Voir, confier et faire les tâches de tous", Category),
        // A definition may write to anybody and call whatever address the gate lets through.
        new(Publish, "Importer, publier et migrer les circuits", Category) { IsSecurityCritical = true },
    ];
}
