using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;

namespace Megalis.Search.Features.SearchEverything;

/// <summary>The box of the header, where anything can be searched.</summary>
internal sealed class SearchEverythingNavigation(Contributions contributions, TenantContext context, IServiceProvider services) : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() => contributions.Of<IHitKinds>(context.Tenant, services).Any()
        ? [new("Rechercher", "/recherche", "search", Zone: NavigationZones.Search)]
        : [];
}
