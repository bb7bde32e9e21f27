using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Search.Features.ManageSearch;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Features.NamedQueries;

internal sealed class NamedQueriesStartup : StartupBase
{
    public override int Order => 2;

    public override void ConfigureServices(FeatureServices services)
    {
        services.AddPermissions<QueryPermissions>().AddNavigation<QueryNavigation>().Contribute<IJournalWords, QueryJournalWords>();
        services.AddRecipeStep<QueriesStep>();
        services.AddScoped<QueryAsker>();
    }

    public override void Configure(IEndpointRouteBuilder endpoints) => endpoints.MapQueries();
}

/// <summary>Orchard's names; its right for each query by itself is not there.</summary>
internal sealed class QueryPermissions : IPermissionProvider
{
    public const string Manage = "ManageQueries";
    public const string Execute = "ExecuteApiAll";

    public IEnumerable<Permission> Permissions { get; } =
    [
        new(Manage, "Essayer et retirer les requêtes enregistrées", "Plateforme") { ImpliedBy = [KernelPermissions.ManageSettings, SearchPermissions.Manage] },
        new(Execute, "Interroger les requêtes enregistrées", "Plateforme") { ImpliedBy = [Manage] },
    ];
}

/// <summary>On the portal the page « Recherche » leads there; elsewhere an entry, where there is something to see.</summary>
internal sealed class QueryNavigation(TenantContext context) : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() => context.Tenant.IsDefault || NamedQuerySettings.Of(context.Tenant).Count == 0
        ? []
        : [new("Requêtes", "/admin/recherche/requetes", "search", QueryPermissions.Manage, Order: 75, Zone: NavigationZones.Admin)];
}

internal sealed class QueryJournalWords : IJournalWords
{
    public const string Subject = "requete";
    public const string Removed = "search.query-removed";

    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string> { [Removed] = "Requête enregistrée retirée" };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string> { [Subject] = "Requête enregistrée" };

    public Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(ids.ToDictionary(id => id, id => id));
}
