using Megalis.Kernel.Search;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Index = Megalis.Procurement.Contracts.ConsultationIndex;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>
/// Counts for each choice of a search. A facet in which something is chosen is counted without that choice, so that one sees what
/// another choice would bring; it costs one question more for each such facet.
/// </summary>
internal sealed class FacetCounts(SearchIndex index, ConsultationCriteria criteria, SearchRequest request, DateTimeOffset now)
{
    /// <summary>Numbers of days that the deadline's choices offer.</summary>
    public static readonly int[] Delays = [7, 15, 30];

    public const string Delay = "delai";
    public const string Divided = "lots";

    private static readonly (CriteriaFacet Facet, FacetRequest[] Fields)[] All =
    [
        (CriteriaFacet.Place, [new(Index.Departement), new(Index.Epci, 80), new(Index.Commune, 400)]),
        (CriteriaFacet.Cpv, [new(Index.Cpv, 10_000)]),
        (CriteriaFacet.Nature, [new(Index.Nature)]),
        (CriteriaFacet.Procedure, [new(Index.Procedure)]),
        (CriteriaFacet.Acheteur, [new(Index.Tenant, 200)]),
        (CriteriaFacet.Sociale, [new(Index.Sociale)]),
        (CriteriaFacet.Environnementale, [new(Index.Environnementale)]),
    ];

    /// <summary>Those of which nothing is chosen: counted with the question itself.</summary>
    public IReadOnlyList<FacetRequest> OfAll => [.. All.Where(group => !IsChosen(group.Facet)).SelectMany(group => group.Fields)];

    /// <summary>Empty when the questions take too long together: the list matters more than its counts.</summary>
    public Dictionary<string, IReadOnlyList<FacetValue>> Read(SearchAnswer whole)
    {
        var counts = new Dictionary<string, IReadOnlyList<FacetValue>>(whole.Facets, StringComparer.Ordinal);
        var questions = new TimedQuestions(index, whole.Took);
        foreach (var (facet, fields) in All.Where(group => IsChosen(group.Facet)))
            foreach (var (field, values) in questions.Ask(Without(facet) with { Facets = fields }).Facets)
                counts[field] = values;
        counts[Delay] = criteria.State == CriteriaState.Open ? [.. Delays.Select(days => new FacetValue(days.ToString(Kernel.Localization.Texts.French), CountOf(questions, CriteriaFacet.Deadline, Soon(days))))] : [];
        counts[Divided] =
        [
            new("oui", CountOf(questions, CriteriaFacet.Lots, new SearchFilter.Between(Index.LotsNombre, 1, null))),
            new("non", CountOf(questions, CriteriaFacet.Lots, new SearchFilter.Between(Index.LotsNombre, 0, 0))),
        ];
        return questions.AreTooLong ? [] : counts;
    }

    private SearchFilter.Between Soon(int days) => new(Index.Limite, IndexDocument.Microseconds(now), IndexDocument.Microseconds(now.AddDays(days)));

    private int CountOf(TimedQuestions questions, CriteriaFacet facet, SearchFilter choice)
    {
        var question = Without(facet);
        return (int)questions.Ask(question with { Filters = [.. question.Filters, choice] }).Total;
    }

    /// <summary>What was added to the criteria's own filters, such as hidden tenants, stays.</summary>
    private SearchRequest Without(CriteriaFacet facet) => request with
    {
        Filters = [.. CriteriaQuestion.Filters(criteria, now, facet), .. request.Filters.Skip(CriteriaQuestion.Filters(criteria, now).Count())],
        Skip = 0,
        Take = 0,
        Load = [],
        Facets = [],
    };

    private bool IsChosen(CriteriaFacet facet) => facet switch
    {
        CriteriaFacet.Place => !CriteriaPlaces.Of(criteria).IsEmpty,
        CriteriaFacet.Cpv => criteria.CpvPrefixes.Count > 0,
        CriteriaFacet.Nature => criteria.Natures.Count > 0,
        CriteriaFacet.Procedure => criteria.Procedures.Count > 0,
        CriteriaFacet.Acheteur => criteria.Acheteurs.Count > 0,
        CriteriaFacet.Sociale => criteria.Sociales.Count > 0,
        CriteriaFacet.Environnementale => criteria.Environnementales.Count > 0,
        _ => false,
    };
}
