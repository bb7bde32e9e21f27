using Megalis.Kernel.Data;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Search.Contracts;
using Microsoft.EntityFrameworkCore;
using Index = Megalis.Procurement.Contracts.ConsultationIndex;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>Finds consultations: the index answers, the database while there is none.</summary>
internal sealed class ConsultationFinder(PublicSearch database, SearchIndexes indexes, MegalisDb db, TenantContext tenant, TimeProvider clock)
{
    public IReadOnlyCollection<string> Groups => [SearchGroups.OfSite(tenant.Tenant)];

    public async Task<ConsultationsFound> FindAsync(ConsultationCriteria criteria, int skip, int take, bool withFacets, CancellationToken stop)
    {
        if (indexes.Find(Index.Name) is not { } index)
            return await PlainListAsync(criteria, skip, take, stop);
        var now = clock.GetUtcNow();
        var request = Request(criteria, now) with { Skip = skip, Take = take, Load = [Index.Lots, Index.Description, Index.Acheteur] };
        var counts = withFacets ? new FacetCounts(index, criteria, request, now) : null;
        var answer = index.Search(counts is null ? request : request with { Facets = counts.OfAll });
        if (answer.Refused is not null)
            return new ConsultationsFound { Refused = answer.Refused, IsIndexed = true };
        return new ConsultationsFound
        {
            IsIndexed = true,
            Total = answer.Total,
            Notice = answer.Notice,
            Took = answer.Took,
            Rows = await RowsAsync(index, criteria, answer.Hits, stop),
            Facets = counts?.Read(answer) ?? new Dictionary<string, IReadOnlyList<FacetValue>>(),
            DidYouMean = answer.Total == 0 && criteria.Words.Length > 0 ? index.DidYouMean(criteria.Words, Groups) : null,
        };
    }

    /// <summary>What the page asks, the wall of hidden tenants included.</summary>
    public SearchRequest Request(ConsultationCriteria criteria, DateTimeOffset? now)
    {
        var request = criteria.ToRequest(now, Groups);
        if (!tenant.Tenant.IsDefault || database.Hidden is not { Count: > 0 } hidden)
            return request;
        return request with { Filters = [.. request.Filters, new SearchFilter.NoneOf(Index.Tenant, [.. hidden.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))])] };
    }

    private async Task<ConsultationsFound> PlainListAsync(ConsultationCriteria criteria, int skip, int take, CancellationToken stop)
    {
        var rows = database.Where(criteria);
        var (now, words) = (clock.GetUtcNow(), PublicSearch.WordsOf(criteria));
        var list = await PublicSearch.InOrder(rows, criteria).Skip(skip).Take(take).ToListAsync(stop);
        return new ConsultationsFound { Total = await rows.CountAsync(stop), Rows = [.. list.Select(row => RowMaker.Of(row, now) with { Title = PlainMarks.Of(row.Objet, words) })] };
    }

    /// <summary>The index says which, the database what they are now: one that went in between is left out.</summary>
    private async Task<IReadOnlyList<ConsultationRow>> RowsAsync(SearchIndex index, ConsultationCriteria criteria, IReadOnlyList<SearchHit> hits, CancellationToken stop)
    {
        if (hits.Count == 0)
            return [];
        var keys = hits.Select(hit => hit.Key).ToList();
        var rows = await db.Set<ConsultationPublic>().AsNoTracking().Where(p => keys.Contains(p.ConsultationId)).ToDictionaryAsync(p => p.ConsultationId, stop);
        var (now, marks) = (clock.GetUtcNow(), index.Marker(MarkedWords(criteria)));
        return [.. from hit in hits where rows.ContainsKey(hit.Key) let row = rows[hit.Key] select RowMaker.Of(row, now) with { Title = marks.Mark(row.Objet), Snippet = SnippetOf(hit, marks) }];
    }

    private static string MarkedWords(ConsultationCriteria criteria) =>
        criteria.Words.Length > 0 ? criteria.Words : criteria.Trade is { Words.Count: > 0 } trade ? CriteriaQuestion.Expression(trade) : "";

    /// <summary>Where else the words stand: lots before the description.</summary>
    private static IReadOnlyList<TextRun> SnippetOf(SearchHit hit, SearchMarker marks) =>
        new[] { Index.Lots, Index.Description }.Where(hit.Values.ContainsKey)
            .Select(field => marks.Snippet(hit.Values[field][0].Replace("\n", " · ", StringComparison.Ordinal), 200))
            .FirstOrDefault(runs => runs.Any(run => run.IsMatch)) ?? [];
}
