using Megalis.Kernel.Security;

namespace Megalis.Procurement;

internal sealed class ProcurementPermissions : IPermissionProvider
{
    public const string View = "ViewConsultations";
    public const string Edit = "EditConsultations";
    public const string Publish = "PublishConsultations";
    public const string Open = "OpenPlis";
    public const string Settings = "ManageProcurementSettings";

    public const string Trades = "ManageTrades";

    private const string Category = "Achats";

    public IEnumerable<Permission> Permissions { get; } =
    [
        new(View, "Voir les consultations et leurs registres", Category) { ImpliedBy = [Edit] },
        new(Edit, "Préparer les consultations, déposer le dossier, répondre aux questions", Category) { ImpliedBy = [Publish] },
        new(Publish, "Publier, prolonger, corriger et annuler les consultations", Category),
        new(Open, "Participer à l’ouverture des plis et les lire ensuite", Category) { IsSecurityCritical = true },
        new(Settings, "Modifier les seuils et les réglages des achats", Category) { ImpliedBy = [KernelPermissions.ManageSettings] },
        new(Trades, "Modifier les métiers que la recherche propose (portail)", Category) { ImpliedBy = [Settings] },
    ];
}
