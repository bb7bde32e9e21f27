using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.ProposeWider;

/// <summary>Looks for searches that found nothing in three weeks and proposes wider ones, once for the same criteria.</summary>
[QueueKind("alerts.wider.v1", Label = "Alertes sans résultat : proposer d’élargir")]
internal sealed record ProposeWider(long After = 0);

internal sealed class ProposeWiderHandler(
    MegalisDb db, CriteriaReader reader, WiderSearches wider, Recipients recipients, WiderLetter letter, Outbox outbox, TimeProvider clock) : IHandle<ProposeWider>
{
    public static readonly TimeSpan Empty = TimeSpan.FromDays(21);
    private const int Together = 25;
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(15);

    public async Task HandleAsync(ProposeWider payload, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (!reader.CanCount)
        {
            // Without the index nothing wider is known, and a search is asked about once only: later, when it is open.
            await outbox.AddOnceAsync(payload, FormattableString.Invariant($"wider:{payload.After}:{(now + Later).ToUnixTimeSeconds() / 900}"), now + Later, stop);
            await db.SaveChangesAsync(stop);
            return;
        }

        var some = await EmptyAsync(payload.After, now - Empty, stop);
        var addresses = await recipients.AddressesAsync(some, stop);
        foreach (var search in some)
        {
            var criteria = reader.Read(search);
            // One of its conditions is gone: its owner is asked to change it instead.
            if (!criteria.IsWhole(search.Query))
                continue;
            search.WidenedAt = now;
            var proposals = wider.Of(criteria, now);
            if (proposals.Count > 0 && addresses.GetValueOrDefault(search.OwnerKey) is { } address)
                letter.Send(address, search, proposals);
        }

        await db.SaveChangesAsync(stop);
        if (some.Count == Together)
            outbox.Add(new ProposeWider(some[^1].Id));
        await db.SaveChangesAsync(stop);
    }

    /// <summary>The next that found nothing since then, and were not asked about.</summary>
    private Task<List<SavedSearch>> EmptyAsync(long after, DateTimeOffset since, CancellationToken stop) => db.Set<SavedSearch>()
        .Where(s => s.Id > after && s.ConfirmedAt != null && s.StoppedAt == null && s.PausedAt == null && s.WidenedAt == null && s.RunsSince < since)
        .Where(s => !db.Set<AlertMatch>().Any(m => m.SavedSearchId == s.Id && m.At > since))
        .OrderBy(s => s.Id).Take(Together).ToListAsync(stop);
}
