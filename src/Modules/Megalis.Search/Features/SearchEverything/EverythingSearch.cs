using System.Globalization;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Search.Contracts;

namespace Megalis.Search.Features.SearchEverything;

/// <summary>
/// Asks every index of which this site shows something. The reader's group is part of each question, completions and corrections
/// included: what is not this site's is neither found nor counted nor proposed.
/// </summary>
internal sealed class EverythingSearch(
    SearchIndexes indexes, Contributions contributions, TenantContext context, TenantStore tenants, IServiceProvider services, TimeProvider clock)
{
    /// <summary>Of each heading, while none was chosen.</summary>
    public const int OnOverview = 5;

    public const int OnPage = 20;
    public const int MostWords = 10;

    /// <summary>Beyond it nobody types by hand; the engine has its own limit for what is sent.</summary>
    private const int LongestBeginning = 200;

    private readonly List<(string Feature, HitKind Kind)> _kinds =
    [
        .. from source in contributions.All<IHitKinds>(services)
           where context.Tenant.Has(source.FeatureId)
           from kind in source.Instance.Kinds
           orderby kind.Order
           select (source.FeatureId, kind),
    ];

    public IEnumerable<HitKind> Kinds => _kinds.Select(pair => pair.Kind);

    private IReadOnlyCollection<string> Groups => [SearchGroups.OfSite(context.Tenant)];

    /// <param name="chosen">The heading whose page is shown; null shows the first few of each.</param>
    /// <param name="page">From 1.</param>
    public EverythingFound Ask(string words, string? chosen, int page)
    {
        var (kinds, missing, remark) = (new List<FoundKind>(), new List<HitKind>(), (Refusal?)null);
        foreach (var kind in Kinds)
        {
            if (indexes.Find(kind.Index) is not { } index)
            {
                missing.Add(kind);
                continue;
            }

            var most = chosen is null ? OnOverview : chosen == kind.Id ? OnPage : 0;
            var answer = index.Search(Question(kind, words) with { Skip = most == OnPage ? (page - 1) * OnPage : 0, Take = most });
            remark ??= answer.Refused ?? answer.Notice;
            kinds.Add(new FoundKind(kind, answer.Total, [.. answer.Hits.Select(hit => Show(kind, index, words, hit)).OfType<Found>()]));
        }

        var found = new EverythingFound { Kinds = kinds, Missing = missing, Remark = remark };
        return found.Total == 0 && remark is null ? found with { Meant = Meant(words) } : found;
    }

    /// <summary>What was typed with its last word completed, the most frequent of each index in turn.</summary>
    public IReadOnlyList<string> Complete(string? typed)
    {
        var text = (typed ?? "").TrimStart();
        var at = text.LastIndexOf(' ') + 1;
        if (text.Length is < 2 or > LongestBeginning || text.Length - at < 2)
            return [];
        var lists = Kinds.Select(kind => kind.Index).Distinct().Select(indexes.Find).OfType<SearchIndex>()
            .Select(index => index.Complete(text[at..], Groups, 2 * MostWords)).ToList();
        return
        [
            .. Enumerable.Range(0, 2 * MostWords).SelectMany(rank => lists.Where(list => rank < list.Count).Select(list => list[rank]))
                .DistinctBy(Folded.Of).Where(FindsSomething).Take(MostWords).Select(word => text[..at] + word),
        ];
    }

    private SearchRequest Question(HitKind kind, string words) => new()
    {
        Text = words,
        Groups = Groups,
        Filters = [.. Filters(kind)],
        Load = [.. new[] { kind.Title }.Concat(kind.Texts).Concat(kind.Load).Distinct()],
    };

    private IEnumerable<SearchFilter> Filters(HitKind kind)
    {
        if (kind.Only is { } only)
            yield return new SearchFilter.AnyOf(only.Field, only.Value);
        if (kind.OwnerField is { } owner && context.Tenant.IsDefault && Closed(kind) is { Count: > 0 } closed)
            yield return new SearchFilter.NoneOf(owner, closed);
    }

    /// <summary>Ids of the tenants that show nothing of this kind at the moment.</summary>
    private List<string> Closed(HitKind kind)
    {
        var feature = _kinds.Find(pair => pair.Kind == kind).Feature;
        return [.. tenants.All.Where(t => t.State != TenantState.Running || !t.Has(feature)).Select(t => t.Id.ToString(CultureInfo.InvariantCulture))];
    }

    private Found? Show(HitKind kind, SearchIndex index, string words, SearchHit hit)
    {
        var fields = new HitFields(hit.Key, hit.Values, clock.GetUtcNow());
        return kind.Href(fields) is { } href
            ? new Found(href, index.Highlight(words, fields.Text(kind.Title)), Snippet(kind, index, words, fields), [.. kind.Facts(fields).OfType<string>().Where(fact => fact.Length > 0)])
            : null;
    }

    private static IReadOnlyList<TextRun> Snippet(HitKind kind, SearchIndex index, string words, HitFields fields)
    {
        var pieces = kind.Texts.Select(fields.Text).Where(text => text.Length > 0).Select(text => index.Snippet(words, text)).ToList();
        return pieces.Find(piece => piece.Any(run => run.IsMatch)) ?? pieces.FirstOrDefault() ?? [];
    }

    /// <summary>A correction is proposed only when it finds something under a heading of this site.</summary>
    private string? Meant(string words) => Kinds.Select(kind => kind.Index).Distinct()
        .Select(name => indexes.Find(name)?.DidYouMean(words, Groups)).FirstOrDefault(meant => meant is not null && FindsSomething(meant));

    /// <summary>Under a heading of this site, closed ones left out: a word that only stands elsewhere is never said.</summary>
    private bool FindsSomething(string words) =>
        Kinds.Any(kind => indexes.Find(kind.Index)?.Search(Question(kind, words) with { Take = 0 }) is { Total: > 0 });
}
