using System.Runtime.CompilerServices;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.ShowContent;

/// <summary>Every published item that has an address, the newest first.</summary>
internal sealed class ContentPages(ContentStore content, ContentSections sections) : ISitemapSource
{
    public async IAsyncEnumerable<SitemapEntry> PagesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in content.Query().Where(row => row.Published).OrderByDescending(row => row.PublishedUtc).AsAsyncEnumerable().WithCancellation(stop))
        {
            var item = row.ToItem();
            if (item.Part<AutoroutePart>() is not null && sections.AddressOf(item) is { } path && path != "/")
                yield return new SitemapEntry(path, row.ModifiedUtc);
        }
    }
}
