using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Procurement.Features.SearchConsultations;
using Megalis.Search.Contracts;
using Index = Megalis.Procurement.Contracts.MarchePasseIndex;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

/// <summary>What is asked of past contracts, in the terms of their index.</summary>
internal static class PastContractsQuestion
{
    public static SearchRequest Of(MarchesPassesFilter filter, IReadOnlyCollection<string> groups) => new()
    {
        Text = CriteriaQuestion.WithPrefixes(filter.Words),
        Groups = groups,
        Filters = [.. Filters(filter)],
        Order = filter switch
        {
            { Tri: MarchesPassesOrder.Montant } => new SearchOrder(Index.Montant),
            { Tri: MarchesPassesOrder.Anciens } => new SearchOrder(Index.Notification, Descending: false),
            { Tri: MarchesPassesOrder.Pertinence, Words.Length: > 0 } => new SearchOrder(),
            _ => new SearchOrder(Index.Notification),
        },
    };

    /// <param name="without">The list of the address that is left out, so that its other values can be counted.</param>
    public static IEnumerable<SearchFilter> Filters(MarchesPassesFilter filter, string without = "")
    {
        if (OfAcheteur(filter.Acheteur) is { } acheteur)
            yield return acheteur;
        if (filter.Montant is { } range && without != "montant")
            yield return Between(range);
        foreach (var (name, values) in filter.Lists.Where(list => list.Values.Count > 0 && list.Name != without))
            yield return new SearchFilter.AnyOf(name, name == "cpv" ? CriteriaQuestion.Leaves(values) : values);
    }

    public static SearchFilter.Between Between(AmountRange range) => new(Index.Montant, range.From, range.To);

    /// <summary>Nine digits or more are a SIREN or a SIRET; anything else, words of the name that must all be there.</summary>
    private static SearchFilter? OfAcheteur(string typed)
    {
        var digits = string.Concat(typed.Where(c => !char.IsWhiteSpace(c)));
        if (digits.Length >= 9 && digits.All(char.IsAsciiDigit))
            return new SearchFilter.AnyOf(Index.AcheteurId, digits[..9], digits);
        var words = string.Concat(typed.Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : new SearchFilter.Matching($"{Index.Acheteur}:({string.Join(" AND ", words.Take(20).Select(word => $"\"{word}\""))})");
    }
}

/// <summary>Counts for each choice; a list in which something is chosen is counted without its own choice.</summary>
internal sealed class PastContractsCounts(SearchIndex index, MarchesPassesFilter filter, SearchRequest request)
{
    public const string Amount = "montant";

    private static readonly (string Name, int Most)[] Fields =
        [(Index.Departement, 120), (Index.Cpv, 10_000), (Index.Annee, 30), (Index.Procedure, 30), (Index.Sociale, 10), (Index.Environnementale, 10)];

    private ILookup<string, string> Chosen { get; } = filter.Lists.SelectMany(list => list.Values.Select(value => (list.Name, value))).ToLookup(pair => pair.Name, pair => pair.value);

    /// <summary>Those of which nothing is chosen: counted with the question itself.</summary>
    public IReadOnlyList<FacetRequest> OfAll => [.. Fields.Where(known => !Chosen.Contains(known.Name)).Select(known => new FacetRequest(known.Name, known.Most))];

    /// <summary>Empty when the questions take too long together.</summary>
    public Dictionary<string, IReadOnlyList<FacetValue>> Read(SearchAnswer whole)
    {
        var counts = new Dictionary<string, IReadOnlyList<FacetValue>>(whole.Facets, StringComparer.Ordinal);
        var questions = new TimedQuestions(index, whole.Took);
        foreach (var (name, most) in Fields.Where(field => Chosen.Contains(field.Name)))
            counts[name] = questions.Ask(Without(name) with { Facets = [new FacetRequest(name, most)] }).Facets.GetValueOrDefault(name, []);
        counts[Amount] = [.. AmountRange.All.Select(range => new FacetValue(range.Key, CountOf(questions, range)))];
        return questions.AreTooLong ? [] : counts;
    }

    private int CountOf(TimedQuestions questions, AmountRange range)
    {
        var question = Without(Amount);
        return (int)questions.Ask(question with { Filters = [.. question.Filters, PastContractsQuestion.Between(range)] }).Total;
    }

    private SearchRequest Without(string name) => request with { Filters = [.. PastContractsQuestion.Filters(filter, name)], Skip = 0, Take = 0, Facets = [] };
}
