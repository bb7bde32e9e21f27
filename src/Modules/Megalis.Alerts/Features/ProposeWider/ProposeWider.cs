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

    public async Task HandleAsync(ProposeWider payload, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var since = now - Empty;
        var some = await db.Set<SavedSearch>()
            .Where(s => s.Id > payload.After && s.ConfirmedAt != null && s.StoppedAt == null && s.PausedAt == null && s.WidenedAt == null && s.RunsSince < since)
            .Where(s => !db.Set<AlertMatch>().Any(m => m.SavedSearchId == s.Id && m.At > since))
            .OrderBy(s => s.Id).Take(Together).ToListAsync(stop);
        var addresses = await recipients.AddressesAsync(some, stop);
        foreach (var search in some)
        {
            search.WidenedAt = now;
            var proposals = wider.Of(reader.Read(search), now);
            if (proposals.Count > 0 && addresses.GetValueOrDefault(search.OwnerKey) is { } address)
                letter.Send(address, search, proposals);
        }

        await db.SaveChangesAsync(stop);
        if (some.Count == Together)
            outbox.Add(new ProposeWider(some[^1].Id));
        await db.SaveChangesAsync(stop);
    }
}
