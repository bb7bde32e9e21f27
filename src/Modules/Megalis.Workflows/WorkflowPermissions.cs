using Megalis.Kernel.Security;

namespace Megalis.Workflows;

/// <summary>Who may see and repair, who may publish; Orchard's name where it has one.</summary>
internal sealed class WorkflowPermissions : IPermissionProvider
{
    public const string Manage = "ManageWorkflows";
    public const string Publish = "PublishWorkflows";

    private const string Category = "Circuits";

    public IEnumerable<Permission> Permissions { get; } =
    [
        new(Manage, "Suivre et réparer les circuits : parcours, incidents, appels", Category) { ImpliedBy = [Publish] },
        // A definition may write to anybody and call whatever address the gate lets through.
        new(Publish, "Importer, publier et migrer les circuits", Category) { IsSecurityCritical = true },
    ];
}
