using Megalis.Alerts.Domain;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Microsoft.AspNetCore.WebUtilities;

namespace Megalis.Alerts.Data;

/// <summary>What a saved search looks for, on the site where it was made.</summary>
internal sealed class Criteria(ConsultationCriteria asked, Tenant site, Texts texts)
{
    /// <summary>The one spelling of its address, without order and page: « ?q=toiture&amp;dep=56 ».</summary>
    public string Query { get; } = asked.ToQueryString();
    public string Words => asked.Words;
    public ConsultationCriteria Asked => asked;
    public Tenant Site => site;
    public string Sentence { get; } = OneLine.Of(asked.Sentence(texts), 600);

    /// <summary>The words, or the sentence when there are none.</summary>
    public string ProposedName => OneLine.Of(asked.Words.Length > 0
        ? string.Join(", ", asked.Parts(texts).Select(part => part.Text).Skip(1).Prepend(asked.Words))
        : string.Join(", ", asked.Parts(texts).Select(part => part.Text)) is { Length: > 0 } parts ? parts : texts["Toutes les consultations"], SavedSearch.LongestName);

    /// <summary>
    /// Each condition that was saved still means something. A trade that was removed, an acheteur that is gone are dropped when the
    /// search is read again: without them it would find what nobody asked for.
    /// </summary>
    public bool IsWhole(string saved)
    {
        var read = QueryHelpers.ParseQuery(Query);
        return QueryHelpers.ParseQuery(saved).Keys.All(read.ContainsKey);
    }

    /// <summary>As it stands in the percolator: without what only the clock decides.</summary>
    public SearchRequest Standing() => asked.ToRequest(null, Groups);

    /// <summary>What it would have found among everything published since an instant, the latest first.</summary>
    public SearchRequest PublishedSince(DateTimeOffset from)
    {
        var request = (asked with { State = CriteriaState.All, Days = null }).ToRequest(null, Groups);
        return request with
        {
            Filters = [.. request.Filters, new SearchFilter.Between(ConsultationIndex.Publication, IndexDocument.Microseconds(from), null)],
            Order = new SearchOrder(ConsultationIndex.Publication),
            Load = Notice.Fields,
        };
    }

    /// <summary>What the clock decides: still open, when open ones are asked for; ending within so many days.</summary>
    public bool AcceptsAt(DateTimeOffset deadline, DateTimeOffset now) =>
        (asked.State != CriteriaState.Open || deadline >= now)
        && (asked.Days is not { } days || (deadline >= now && deadline <= now.AddDays(days)));

    private IReadOnlyCollection<string> Groups => [SearchGroups.OfSite(site)];
}

/// <summary>What a search would have given, before it is saved.</summary>
/// <param name="Total">Null while the index of this node cannot answer.</param>
internal sealed record Preview(long? Total, IReadOnlyList<Notice> Found)
{
    public static readonly TimeSpan Span = TimeSpan.FromDays(30);

    public string Sentence(Texts texts) => Total switch
    {
        null => texts["L’aperçu n’est pas disponible en ce moment ; l’alerte peut être enregistrée."],
        0 => texts["Cette recherche n’aurait rien donné ces 30 derniers jours. Essayez avec moins de mots, ou un lieu plus large."],
        1 => texts["Cette recherche aurait donné 1 avis ces 30 derniers jours."],
        var total => texts["Cette recherche aurait donné {0} avis ces 30 derniers jours.", total],
    };
}

/// <summary>Reads searches for alerts, and asks the index what they would have given.</summary>
internal sealed class CriteriaReader(ConsultationCriteriaReader reader, SearchIndexes indexes, SearchBook book, AlertLinks links, Texts texts, TimeProvider clock)
{
    private const int Shown = 10;

    /// <summary>An alert tells of what can still be answered: a search among closed ones becomes one among open ones.</summary>
    public Criteria Read(string address, Tenant site) => Of(reader.Read(address), site);

    /// <summary>What a saved one looks for.</summary>
    public Criteria Read(SavedSearch search) => Read(search.Query, links.SiteOf(search));

    public Criteria Of(ConsultationCriteria asked, Tenant site) => new(
        asked with { Order = CriteriaOrder.Default, Page = 1, PublishedSince = null, State = asked.State == CriteriaState.Closed ? CriteriaState.Open : asked.State }, site, texts);

    /// <summary>Why it cannot be saved; null when it can.</summary>
    public Refusal? Check(Criteria criteria) => book.Check(criteria);

    /// <summary>Other words; or another search altogether, when the address of one was pasted.</summary>
    public Criteria Change(Criteria from, string typed, Tenant site)
    {
        var text = typed.Trim();
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var isAddress = question == 0 || (question > 0 && (text.StartsWith("http", StringComparison.OrdinalIgnoreCase) || text.StartsWith('/')));
        return isAddress ? Read(text[question..], site) : Of(from.Asked with { Words = OneLine.Of(text, ConsultationCriteria.LongestWords + 1) }, site);
    }

    public Preview Preview(Criteria criteria)
    {
        if (indexes.Find(ConsultationIndex.Name)?.Search(criteria.PublishedSince(clock.GetUtcNow() - Data.Preview.Span) with { Take = Shown }) is not { Refused: null } answer)
            return new Preview(null, []);
        return new Preview(answer.Total, [.. answer.Hits.Select(Notice.Of)]);
    }

    /// <summary>The index of this node is open.</summary>
    public bool CanCount => indexes.Find(ConsultationIndex.Name) is not null;

    /// <summary>How many were published since; null while the index of this node cannot answer.</summary>
    public long? CountSince(Criteria criteria, DateTimeOffset from) =>
        indexes.Find(ConsultationIndex.Name)?.Search(criteria.PublishedSince(from) with { Take = 0 }) is { Refused: null } answer ? answer.Total : null;
}
