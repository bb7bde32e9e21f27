using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;

namespace Megalis.Adhesions;

internal sealed class AdhesionsPermissions : IPermissionProvider
{
    public const string Manage = "ManageAdhesions";

    public IEnumerable<Permission> Permissions { get; } =
        [new(Manage, "Suivre les demandes d’adhésion et enregistrer les conventions (portail)", "Adhésions") { ImpliedBy = [KernelPermissions.ManageTenants] }];
}

internal sealed class AdhesionsNavigation : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() =>
    [
        new("Adhésions", "/admin/adhesions", "person-plus", AdhesionsPermissions.Manage, 58, NavigationZones.Admin),
        new("Rejoindre la plateforme", "/adherer", "person-plus", Zone: NavigationZones.Collectivite),
        new("Rejoindre la plateforme", "/adherer", Order: 50, Zone: NavigationZones.Footer),
    ];
}

internal sealed class AdhesionsJournalWords : IJournalWords
{
    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string>
    {
        ["adhesion.confirmed"] = "Demande d’adhésion reçue",
        ["adhesion.completed"] = "Demande d’adhésion complétée",
        ["adhesion.refused"] = "Demande d’adhésion refusée",
        ["adhesion.abandoned"] = "Demande d’adhésion classée sans suite",
        ["convention.recorded"] = "Convention d’adhésion enregistrée",
        ["adhesion.welcomed"] = "Adhérent accueilli",
    };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string> { ["adhesion"] = "Adhésion" };

    public Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
}
