using Megalis.Alerts.Data;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Contracts;

namespace Megalis.Alerts.Features.ProposeWider;

/// <summary>A wider search in the place of one that finds nothing.</summary>
/// <param name="Text">What is left out: « dans toute la Bretagne ».</param>
/// <param name="Found">What it would have given in the last three months.</param>
internal sealed record Proposal(string Text, string Query, long Found);

/// <summary>
/// Each condition of a search left out in turn (the place, a kind, one of its words), counted on the index: the proposals that give
/// something, the nearest to what was asked first.
/// </summary>
internal sealed class WiderSearches(CriteriaReader reader, Texts texts)
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(90);
    private const int Most = 3;

    public IReadOnlyList<Proposal> Of(Criteria criteria, DateTimeOffset now)
    {
        var asked = criteria.Asked;
        var proposals = new List<Proposal>();
        foreach (var (text, wider) in Variants(asked).Where(v => !v.Wider.IsEmpty))
        {
            var read = reader.Of(wider, criteria.Site);
            if (reader.CountSince(read, now - Span) is > 0 and var found)
                proposals.Add(new Proposal(text, read.Query, found));
        }

        return [.. proposals.DistinctBy(p => p.Query).OrderBy(p => p.Found).Take(Most)];
    }

    private IEnumerable<(string Text, ConsultationCriteria Wider)> Variants(ConsultationCriteria asked)
    {
        if (asked.Departements.Count + asked.Epcis.Count + asked.Communes.Count + asked.PostalCodes.Count > 0)
            yield return (texts["dans toute la Bretagne"], asked with { Departements = [], Epcis = [], Communes = [], PostalCodes = [] });
        if (asked.CpvPrefixes.Count > 0)
            yield return (texts["sans les codes CPV"], asked with { CpvPrefixes = [] });
        if (asked.Natures.Count + asked.Procedures.Count > 0)
            yield return (texts["pour tous les types de marché"], asked with { Natures = [], Procedures = [] });
        if (asked.Acheteurs.Count > 0)
            yield return (texts["chez tous les acheteurs"], asked with { Acheteurs = [] });
        if (asked.HasLots is not null || asked.Days is not null || asked.After is not null || asked.Before is not null)
            yield return (texts["sans condition de date ni de lots"], asked with { HasLots = null, Days = null, After = null, Before = null });
        if (asked.Sociales.Count + asked.Environnementales.Count > 0)
            yield return (texts["sans condition sociale ni environnementale"], asked with { Sociales = [], Environnementales = [] });
        foreach (var (word, rest) in WithoutAWord(asked.Words))
            yield return (texts["sans le mot « {0} »", word], asked with { Words = rest });
    }

    /// <summary>Words of a plain query one by one; an expression is left as it is, for leaving a piece out may narrow it.</summary>
    private static IEnumerable<(string Word, string Others)> WithoutAWord(string words)
    {
        var all = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (all.Length is < 2 or > 8 || words.Any(c => !char.IsLetterOrDigit(c) && c is not (' ' or '-' or '\'' or '’')))
            yield break;
        for (var i = 0; i < all.Length; i++)
            yield return (all[i], string.Join(' ', all.Where((_, at) => at != i)));
    }
}
