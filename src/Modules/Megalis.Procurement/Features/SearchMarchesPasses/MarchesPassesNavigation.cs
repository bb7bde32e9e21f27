using Megalis.Kernel.Http;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

internal sealed class MarchesPassesNavigation : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() => [new("Marchés passés", "/marches/passes", "archive", Order: 12)];
}
