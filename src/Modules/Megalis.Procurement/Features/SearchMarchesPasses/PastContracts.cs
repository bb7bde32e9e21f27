using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Search.Contracts;
using Microsoft.EntityFrameworkCore;
using Index = Megalis.Procurement.Contracts.MarchePasseIndex;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

/// <summary>A contract of a list, its title with the words that were sought.</summary>
internal sealed record PastContractRow(MarchePasse Marche, IReadOnlyList<TextRun> Title);

/// <summary>What a question about past contracts found.</summary>
internal sealed record PastContractsFound
{
    public long Total { get; init; }
    public IReadOnlyList<PastContractRow> Rows { get; init; } = [];
    public IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; init; } = new Dictionary<string, IReadOnlyList<FacetValue>>();

    /// <summary>False: the database's plain list, while the index is prepared.</summary>
    public bool IsIndexed { get; init; }

    /// <summary>False without an index, and when counting would have taken too long.</summary>
    public bool HasCounts => IsIndexed && Facets.Count > 0;

    public Refusal? Notice { get; init; }
    public Refusal? Refused { get; init; }
    public string? DidYouMean { get; init; }
}

/// <summary>Finds past contracts of the tenant of this scope (all of them on the portal): the index answers, the database while there is none.</summary>
internal sealed class PastContracts(MegalisDb db, SearchIndexes indexes, TenantContext tenant)
{
    /// <summary>How many an export holds: as deep as an index answers.</summary>
    public const int MostExported = 10_000;

    private const int Together = 500;

    private IReadOnlyCollection<string> Groups => [SearchGroups.OfSite(tenant.Tenant)];

    public async Task<PastContractsFound> FindAsync(MarchesPassesFilter filter, int take, CancellationToken stop)
    {
        var skip = (filter.Page - 1) * take;
        if (indexes.Find(Index.Name) is not { } index)
            return await PlainListAsync(filter, skip, take, stop);
        var request = PastContractsQuestion.Of(filter, Groups) with { Skip = skip, Take = take };
        var counts = new PastContractsCounts(index, filter, request);
        var answer = index.Search(request with { Facets = counts.OfAll });
        if (answer.Refused is not null)
            return new PastContractsFound { IsIndexed = true, Refused = answer.Refused };
        var (rows, marks) = (await RowsAsync([.. answer.Hits.Select(hit => hit.Key)], stop), index.Marker(filter.Words));
        return new PastContractsFound
        {
            IsIndexed = true,
            Total = answer.Total,
            Notice = answer.Notice,
            Rows = [.. rows.Select(row => new PastContractRow(row, marks.Mark(TitleOf(row))))],
            Facets = counts.Read(answer),
            DidYouMean = answer.Total == 0 && filter.Words.Length > 0 ? index.DidYouMean(filter.Words, Groups) : null,
        };
    }

    /// <summary>How many contracts have these words; null while there is no index.</summary>
    public long? Count(string words) =>
        indexes.Find(Index.Name)?.Search(new SearchRequest { Text = words, Groups = Groups, Take = 0 }) is { Refused: null } answer ? answer.Total : null;

    /// <summary>Why a question has no answer; null when it has one.</summary>
    public Refusal? WhyNot(MarchesPassesFilter filter) => indexes.Find(Index.Name)?.Search(PastContractsQuestion.Of(filter, Groups) with { Take = 0 }).Refused;

    /// <summary>The contracts of an export in the order of the list, some hundred at a time.</summary>
    /// <remarks>Of a question that the index refuses there are none: ask <see cref="WhyNot"/> first.</remarks>
    public async IAsyncEnumerable<MarchePasse> ReadAsync(MarchesPassesFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        if (indexes.Find(Index.Name) is not { } index)
        {
            await foreach (var row in Sorted(Where(filter), filter).AsNoTracking().Take(MostExported).AsAsyncEnumerable().WithCancellation(stop))
                yield return row;
            yield break;
        }

        var hits = index.Search(PastContractsQuestion.Of(filter, Groups) with { Take = MostExported }).Hits;
        foreach (var keys in hits.Select(hit => hit.Key).Chunk(Together))
            foreach (var row in await RowsAsync(keys, stop))
                yield return row;
    }

    /// <summary>The index says which and in what order, the database what they are now.</summary>
    private async Task<IReadOnlyList<MarchePasse>> RowsAsync(IReadOnlyList<string> keys, CancellationToken stop)
    {
        var rows = await db.Set<MarchePasse>().AsNoTracking().Where(m => keys.Contains(m.Id) && m.IsVisible).ToDictionaryAsync(m => m.Id, stop);
        return [.. keys.Where(rows.ContainsKey).Select(key => rows[key])];
    }

    private async Task<PastContractsFound> PlainListAsync(MarchesPassesFilter filter, int skip, int take, CancellationToken stop)
    {
        var rows = Where(filter);
        var list = await Sorted(rows, filter).AsNoTracking().Skip(skip).Take(take).ToListAsync(stop);
        return new PastContractsFound { Total = await rows.CountAsync(stop), Rows = [.. list.Select(row => new PastContractRow(row, [new TextRun(TitleOf(row), false)]))] };
    }

    private static string TitleOf(MarchePasse row) => Domain.Decp.DecpText.Readable(row.Objet) ?? "";

    /// <summary>The conditions that the database can hold: words, place, codes, years.</summary>
    private IQueryable<MarchePasse> Where(MarchesPassesFilter filter)
    {
        var rows = Mine().Where(m => m.IsVisible);
        foreach (var word in Folded.Of(filter.Words + " " + filter.Acheteur).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10))
            rows = rows.Where(m => m.SearchFolded.Contains(word));
        if (filter.Departements is { Count: > 0 } departements)
            rows = rows.Where(m => departements.Contains(m.Departement));
        if (filter.Annees is { Count: > 0 } texts)
        {
            var years = texts.Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            rows = rows.Where(m => m.NotifiedOn != null && years.Contains(m.NotifiedOn.Value.Year));
        }

        // Last: what a union holds can be sorted and paged, and no more be narrowed.
        var all = rows;
        if (filter.CpvPrefixes is { Count: > 0 } prefixes)
            rows = prefixes.Select(prefix => all.Where(m => m.Cpv != null && m.Cpv.StartsWith(prefix))).Aggregate((some, others) => some.Union(others));
        return rows;
    }

    private IQueryable<MarchePasse> Mine()
    {
        var rows = db.Set<MarchePasse>().AsQueryable();
        if (tenant.Tenant.IsDefault)
            return rows;
        var siren = tenant.Tenant.Siren;
        return siren.Length == 0 ? rows.Where(_ => false) : rows.Where(m => m.BuyerId != null && m.BuyerId.StartsWith(siren));
    }

    /// <summary>The databases disagree on where nothing sorts: here always last.</summary>
    private static IQueryable<MarchePasse> Sorted(IQueryable<MarchePasse> rows, MarchesPassesFilter filter) => filter.Tri switch
    {
        MarchesPassesOrder.Anciens => rows.OrderBy(m => m.NotifiedOn == null).ThenBy(m => m.NotifiedOn).ThenBy(m => m.Id),
        MarchesPassesOrder.Montant => rows.OrderBy(m => m.AmountCents == null).ThenByDescending(m => m.AmountCents).ThenBy(m => m.Id),
        _ => rows.OrderBy(m => m.NotifiedOn == null).ThenByDescending(m => m.NotifiedOn).ThenBy(m => m.Id),
    };
}
