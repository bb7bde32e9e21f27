using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.TellConsultation;

/// <summary>
/// Notes who is to hear of a consultation, and writes to those who want to hear at once: matches, mails and the next step in one
/// transaction, so many owners at a time. A process that dies has done a step wholly or not at all.
/// </summary>
/// <param name="Occasion">See <see cref="AlertMatch"/>.</param>
/// <param name="Text">What changed, or why it was given up.</param>
/// <param name="After">Owners up to here are done; empty at the beginning.</param>
[QueueKind("alerts.tell.v1", Label = "Alertes sur une consultation")]
internal sealed record TellAlerts(string ConsultationId, string Reference, string Occasion, string Text, string After = "") : IQueueSubject
{
    string IQueueSubject.Subject => Reference;
}

internal sealed class TellAlertsHandler(
    MegalisDb db, SearchBook book, ConsultationDocuments documents, CriteriaReader reader, AlertPost post, Outbox outbox, TimeProvider clock) : IHandle<TellAlerts>
{
    /// <summary>Owners of one step: on SQLite every writer waits for it.</summary>
    private const int Together = 100;

    public async Task HandleAsync(TellAlerts payload, CancellationToken stop)
    {
        // No longer public: nobody is sent to a page that is not there.
        if ((await documents.ReadAsync([payload.ConsultationId], stop)).GetValueOrDefault(payload.ConsultationId) is not { } document)
            return;
        var notice = Notice.Of(document);
        var told = await db.Set<AlertMatch>().AsNoTracking().Where(m => m.ConsultationId == payload.ConsultationId && m.Occasion == AlertMatch.New)
            .Select(m => m.SavedSearchId).ToListAsync(stop);
        var matching = notice.IsCancelled || payload.Occasion == AlertMatch.Cancelled ? [] : await book.MatchAsync(db, document, stop);
        var concerned = payload.Occasion == AlertMatch.New ? [] : told;
        var some = await ReadAsync([.. matching.Except(told), .. concerned], payload.After, stop);
        var before = told.ToHashSet();
        var matches = new List<(SavedSearch Search, AlertMatch Match)>();
        foreach (var search in some.Searches.Where(s => before.Contains(s.Id) || IsNewTo(s, payload, notice)))
            matches.Add((search, Note(search, payload, isNew: !before.Contains(search.Id))));
        await StoreAsync(payload, matches, notice, stop);
        if (some.Last is { } last)
            outbox.Add(payload with { After = last });
        await db.SaveChangesAsync(stop);
    }

    /// <summary>
    /// Still open when open ones are asked for. What was published before the search ran was in its first list of results: only a
    /// change makes that news.
    /// </summary>
    private bool IsNewTo(SavedSearch search, TellAlerts payload, Notice notice) =>
        (payload.Occasion != AlertMatch.New || notice.PublishedAt >= search.RunsSince) && reader.Read(search).AcceptsAt(notice.Deadline, clock.GetUtcNow());

    /// <summary>The active ones among them, of the next owners; and the last of these owners when there are more.</summary>
    private async Task<(IReadOnlyList<SavedSearch> Searches, string? Last)> ReadAsync(IReadOnlyList<long> ids, string after, CancellationToken stop)
    {
        var active = await db.Set<SavedSearch>().AsNoTracking()
            .Where(s => ids.Contains(s.Id) && s.ConfirmedAt != null && s.StoppedAt == null && s.PausedAt == null).ToListAsync(stop);
        var owners = active.GroupBy(s => s.OwnerKey).Where(o => string.CompareOrdinal(o.Key, after) > 0).OrderBy(o => o.Key, StringComparer.Ordinal).ToList();
        var now = owners.Take(Together).ToList();
        return ([.. now.SelectMany(o => o.OrderBy(s => s.Id))], owners.Count > now.Count ? now[^1].Key : null);
    }

    private AlertMatch Note(SavedSearch search, TellAlerts payload, bool isNew) => new()
    {
        SavedSearchId = search.Id,
        ConsultationId = payload.ConsultationId,
        Occasion = isNew ? AlertMatch.New : payload.Occasion,
        Text = isNew ? "" : payload.Text,
        At = clock.GetUtcNow(),
    };

    /// <summary>What was noted before is not noted again, and nobody is written to for it.</summary>
    private async Task StoreAsync(TellAlerts payload, IReadOnlyList<(SavedSearch Search, AlertMatch Match)> matches, Notice notice, CancellationToken stop)
    {
        var ids = matches.Select(m => m.Search.Id).ToList();
        var known = (await db.Set<AlertMatch>().AsNoTracking().Where(m => ids.Contains(m.SavedSearchId) && m.ConsultationId == payload.ConsultationId)
            .Select(m => new { m.SavedSearchId, m.Occasion }).ToListAsync(stop)).Select(m => (m.SavedSearchId, m.Occasion)).ToHashSet();
        var fresh = matches.Where(m => !known.Contains((m.Search.Id, m.Match.Occasion))).ToList();
        db.AddRange(fresh.Select(m => m.Match));
        await post.SendAtOnceAsync([.. fresh.Where(m => m.Search.Rhythm == Rhythm.Immediate)], notice, stop);
    }
}
