using System.Runtime.CompilerServices;
using Megalis.Kernel.Http;

namespace Megalis.News.Features.SendSitemap;

/// <summary>The lists of this module; the items themselves are content, which tells of its own pages.</summary>
internal sealed class SectionPages : ISitemapSource
{
    public async IAsyncEnumerable<SitemapEntry> PagesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        yield return new SitemapEntry("/");
        yield return new SitemapEntry("/actualites");
        yield return new SitemapEntry("/guides");
    }
}
