using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Megalis.Alerts.Features.SendDigest;

/// <summary>
/// The digests of one morning, so many addresses in one transaction. Each address has at most one mailing of a period: a step that is
/// done again, or by two, sends nothing twice; a step that died is done by the next.
/// </summary>
/// <param name="After">Addresses up to here are done; empty at the beginning.</param>
[QueueKind("alerts.digest.v1", Label = "Envoi des alertes du jour ou de la semaine")]
internal sealed record SendDigests(Rhythm Rhythm, DateOnly Day, string After = "")
{
    /// <summary>In the place of an address: the whole period is done.</summary>
    public const string Done = "";
}

internal sealed class SendDigestsHandler(
    MegalisDb db, ConsultationDocuments documents, Recipients recipients, AlertPost post, Outbox outbox, IOptions<AlertOptions> options, TimeProvider clock) : IHandle<SendDigests>
{
    /// <summary>Addresses of one step: on SQLite every writer waits for it.</summary>
    private const int Together = 100;

    public async Task HandleAsync(SendDigests payload, CancellationToken stop)
    {
        var period = new DigestPeriod(payload.Rhythm, payload.Day, options.Value.DigestHour);
        var waiting = await WaitingAsync(period, stop);
        var addresses = await recipients.AddressesAsync(waiting, stop);
        var all = waiting.Where(s => addresses.ContainsKey(s.OwnerKey)).GroupBy(s => Folded.Of(addresses[s.OwnerKey]))
            .Where(a => string.CompareOrdinal(a.Key, payload.After) > 0).OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
        var now = all.Take(Together).ToList();
        await SendAsync(period, now, addresses, stop);
        if (all.Count > now.Count)
            outbox.Add(payload with { After = now[^1].Key });
        else
            await FinishAsync(period, stop);
        await db.SaveChangesAsync(stop);
    }

    /// <summary>The searches with finds that belong to this period; those that changed their rhythm to « at once » have what waited told now.</summary>
    private Task<List<SavedSearch>> WaitingAsync(DigestPeriod period, CancellationToken stop)
    {
        var due = period.Due;
        var weekly = period.Rhythm == Rhythm.Weekly;
        return db.Set<SavedSearch>().AsNoTracking()
            .Where(s => s.ConfirmedAt != null && s.StoppedAt == null && s.PausedAt == null && (s.Rhythm == Rhythm.Weekly) == weekly)
            .Where(s => db.Set<AlertMatch>().Any(m => m.SavedSearchId == s.Id && m.MailingId == "" && m.At < due))
            .ToListAsync(stop);
    }

    private async Task SendAsync(
        DigestPeriod period, IReadOnlyList<IGrouping<string, SavedSearch>> some, IReadOnlyDictionary<string, string> addresses, CancellationToken stop)
    {
        var (keys, name, due) = (some.Select(a => a.Key).ToList(), period.Key, period.Due);
        var done = (await db.Set<AlertMailing>().Where(m => m.Period == name && keys.Contains(m.EmailFolded)).Select(m => m.EmailFolded).ToListAsync(stop)).ToHashSet();
        var ids = some.Where(a => !done.Contains(a.Key)).SelectMany(a => a).Select(s => s.Id).ToList();
        var matches = (await db.Set<AlertMatch>().Where(m => ids.Contains(m.SavedSearchId) && m.MailingId == "" && m.At < due).ToListAsync(stop)).ToLookup(m => m.SavedSearchId);
        var notices = (await documents.ReadAsync([.. matches.SelectMany(m => m).Select(m => m.ConsultationId).Distinct()], stop)).ToDictionary(d => d.Key, d => Notice.Of(d.Value));
        foreach (var address in some.Where(a => !done.Contains(a.Key)))
        {
            var parts = address.OrderBy(s => s.Id).Select(s => new AlertPart(s, Worth([.. matches[s.Id]], notices))).Where(p => p.Finds.Count > 0).ToList();
            foreach (var match in address.SelectMany(s => matches[s.Id]))
                match.MailingId = AlertPost.Untold;
            if (parts.Count > 0)
                post.Send(addresses[address.First().OwnerKey], new AlertMailing { Id = Ids.Random(), EmailFolded = address.Key, Period = name, At = clock.GetUtcNow() }, parts);
        }
    }

    /// <summary>
    /// What a digest tells of one search. A new one that has changed since is told as it is now; one that was given up before anybody
    /// heard of it is not told at all; what is no longer public is not there.
    /// </summary>
    private static List<(AlertMatch, Notice)> Worth(IReadOnlyList<AlertMatch> waiting, Dictionary<string, Notice> notices) =>
    [
        .. from consultation in waiting.GroupBy(m => m.ConsultationId)
           where notices.ContainsKey(consultation.Key)
           let notice = notices[consultation.Key]
           let isNew = consultation.Any(m => m.IsNew)
           where !(isNew && notice.IsCancelled)
           from match in isNew ? consultation.Where(m => m.IsNew) : notice.IsCancelled ? consultation.Where(m => m.Occasion == AlertMatch.Cancelled) : consultation
           select (match, notice),
    ];

    private async Task FinishAsync(DigestPeriod period, CancellationToken stop)
    {
        var name = period.Key;
        if (await db.Set<AlertMailing>().AnyAsync(m => m.EmailFolded == SendDigests.Done && m.Period == name, stop))
            return;
        db.Add(new AlertMailing { Id = Ids.Random(), EmailFolded = SendDigests.Done, Period = name, At = clock.GetUtcNow() });
        if (period.Rhythm == Rhythm.Daily)
            outbox.Add(new ProposeWider.ProposeWider());
    }
}
