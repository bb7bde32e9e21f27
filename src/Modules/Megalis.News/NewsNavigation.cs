using Megalis.Kernel.Http;

namespace Megalis.News;

internal sealed class NewsNavigation : INavigationProvider
{
    public IEnumerable<NavigationItem> Items() =>
    [
        new("Actualités", "/actualites", "newspaper", Order: 20),
        new("Guides", "/guides", "book", Order: 30),
    ];
}
