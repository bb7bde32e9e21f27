using Megalis.Procurement.Contracts;
using Megalis.Procurement.Features.SearchMarchesPasses;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>A way on from a search that found nothing.</summary>
/// <param name="Text">« 5 marchés passés ».</param>
internal sealed record WayOn(string Text, string Href);

/// <summary>Where else the words of a search stand that found nothing: any of them, in closed consultations, in past contracts.</summary>
internal sealed class Elsewhere(ConsultationSearch search, PastContracts contracts)
{
    /// <summary>What took so long once is not asked three times more.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(200);

    public async Task<IReadOnlyList<WayOn>> LookAsync(ConsultationCriteria criteria, ConsultationsFound found, CancellationToken stop)
    {
        if (found is not { Total: 0, IsIndexed: true, Refused: null } || found.Took > Long || criteria.Words.Length == 0)
            return [];
        var ways = new List<WayOn>();
        var first = criteria with { Page = 1 };
        if (AnyOf(criteria.Words) is { } words)
            await AddAsync(first with { Words = words }, count => count == 1 ? "1 consultation avec un de ces mots" : $"{count} consultations avec au moins un de ces mots");
        if (criteria.State == CriteriaState.Open)
            await AddAsync(first with { State = CriteriaState.Closed, Days = null }, count => count == 1 ? "1 consultation close" : $"{count} consultations closes");
        if (contracts.Count(criteria.Words) is > 0 and var past)
            ways.Add(new(past == 1 ? "1 marché passé" : $"{past} marchés passés", $"/marches/passes?q={Uri.EscapeDataString(criteria.Words)}"));
        return ways;

        async Task AddAsync(ConsultationCriteria other, Func<long, string> text)
        {
            if ((await search.FindAsync(other, 0, 0, stop: stop)).Total is > 0 and var count)
                ways.Add(new(text(count), other.On("/marches")));
        }
    }

    /// <summary>« électricité OR école »; null for one word, and for what is an expression already.</summary>
    private static string? AnyOf(string typed)
    {
        var words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 20 && words.All(word => word.All(c => char.IsLetterOrDigit(c) || c is '-' or '\'' or '’'))
            && !words.Any(word => word is "OR" or "AND" or "NOT" or "OU" or "ET" or "SAUF" || word.StartsWith('-')) ? string.Join(" OR ", words) : null;
    }
}
