namespace Megalis.Kernel.Security;

internal sealed class KernelPermissionProvider : IPermissionProvider
{
    private const string Category = "Administration";

    public IEnumerable<Permission> Permissions { get; } =
    [
        new(KernelPermissions.SiteOwner, "Tout faire sur ce site", Category) { IsSecurityCritical = true },
        new(KernelPermissions.AccessAdminPanel, "Ouvrir l'administration", Category)
        {
            ImpliedBy = [KernelPermissions.ManageFeatures, KernelPermissions.ManageSettings, KernelPermissions.ManageUsers],
        },
        new(KernelPermissions.AccessDesk, "Ouvrir le bureau de la structure", Category) { ImpliedBy = [KernelPermissions.AccessAdminPanel] },
        new(KernelPermissions.ManageFeatures, "Activer et désactiver les services", Category) { IsSecurityCritical = true },
        new(KernelPermissions.ManageSettings, "Modifier les réglages du site", Category),
        new(KernelPermissions.ManageRoles, "Gérer les rôles et leurs droits", Category) { IsSecurityCritical = true },
        new(KernelPermissions.ManageUsers, "Gérer les comptes et les rôles de chacun", Category) { IsSecurityCritical = true },
        new(KernelPermissions.ManageTenants, "Gérer les collectivités et leurs sites", Category) { IsSecurityCritical = true },
        new(KernelPermissions.ViewAuditTrail, "Consulter le journal", Category) { ImpliedBy = [KernelPermissions.ExportAuditTrail] },
        new(KernelPermissions.ExportAuditTrail, "Exporter le journal", Category),
        new(KernelPermissions.ManageQueue, "Reprendre ou abandonner les tâches en échec", Category),
        new(KernelPermissions.ManageRecipes, "Exécuter des recettes", Category) { IsSecurityCritical = true },
    ];
}
