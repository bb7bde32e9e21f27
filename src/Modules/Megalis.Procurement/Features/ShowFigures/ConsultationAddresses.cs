using System.Runtime.CompilerServices;
using Megalis.Kernel.Http;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Features.SearchConsultations;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowFigures;

/// <summary>The open consultations for search engines; on the portal those of the region, on a site its own.</summary>
internal sealed class ConsultationAddresses(PublicSearch search, IHttpContextAccessor accessor) : ISitemapSource
{
    /// <summary>Half of what a sitemap may hold: the rest is for news and pages.</summary>
    private const int Most = 25_000;

    public async IAsyncEnumerable<SitemapEntry> PagesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        if (accessor.HttpContext is { } http && await search.NextDeadlineAsync(new ConsultationCriteria(), stop) is { } next)
            http.ChangesAt(next.AddMicroseconds(1));
        yield return new SitemapEntry("/marches");
        var open = search.Where(new ConsultationCriteria()).OrderBy(p => p.Deadline).Take(Most).Select(p => new { p.Reference, p.ChangedAt }).AsAsyncEnumerable();
        await foreach (var page in open.WithCancellation(stop))
            yield return new SitemapEntry("/marches/" + Uri.EscapeDataString(page.Reference), page.ChangedAt);
    }
}
