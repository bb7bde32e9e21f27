using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;

namespace Megalis.Search.Features.ManageSearch;

internal sealed class SearchPermissions : IPermissionProvider
{
    public const string Manage = "ManageSearch";

    public IEnumerable<Permission> Permissions { get; } =
        [new(Manage, "Suivre et reconstruire les index de recherche, modifier les synonymes (portail)", "Plateforme") { ImpliedBy = [KernelPermissions.ManageSettings] }];
}

/// <summary>One entry on the portal: the indexes serve all sites.</summary>
internal sealed class SearchAdminNavigation(TenantContext context) : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() => context.Tenant.IsDefault
        ? [new("Recherche", "/admin/recherche", "search", SearchPermissions.Manage, Order: 75, Zone: NavigationZones.Admin)]
        : [];
}

internal sealed class SearchJournalWords : IJournalWords
{
    public const string Subject = "recherche";
    public const string RebuildAsked = "search.rebuild-asked";
    public const string SynonymsChanged = "search.synonyms-changed";

    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string>
    {
        [RebuildAsked] = "Reconstruction d’un index demandée",
        [SynonymsChanged] = "Synonymes de la recherche modifiés",
    };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string> { [Subject] = "Recherche" };

    public Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(ids.ToDictionary(id => id, id => id));
}
