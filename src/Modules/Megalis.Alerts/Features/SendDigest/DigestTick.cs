using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Megalis.Alerts.Features.SendDigest;

/// <summary>
/// Looks every quarter of an hour whether the digests of this morning, or of this Monday, have been sent. What a sleeping host missed is sent when
/// it wakes.
/// </summary>
[QueueKind("alerts.tick.v1", Label = "Réveil des alertes du jour et de la semaine")]
internal sealed record DigestTick;

internal sealed class DigestTickHandler(MegalisDb db, Outbox outbox, IOptions<AlertOptions> options, TimeProvider clock) : IHandle<DigestTick>
{
    /// <summary>How long a stopped alert can be taken back.</summary>
    private static readonly TimeSpan Undo = TimeSpan.FromDays(30);

    /// <summary>How long it is remembered who heard of what: longer than any consultation runs.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(400);

    public async Task HandleAsync(DigestTick payload, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var rhythm in new[] { Rhythm.Daily, Rhythm.Weekly })
        {
            var period = DigestPeriod.Last(rhythm, now, options.Value.DigestHour);
            if (await db.Set<AlertMailing>().AnyAsync(m => m.EmailFolded == SendDigests.Done && m.Period == period.Key, stop))
                continue;
            await outbox.AddOnceAsync(new SendDigests(rhythm, period.Day), period.Key, stop: stop);
        }

        await SweepAsync(now, stop);
    }

    private async Task SweepAsync(DateTimeOffset now, CancellationToken stop)
    {
        await db.DeleteWhereAsync<SavedSearch>(s => s.ConfirmedAt == null && (s.TokenExpiresAt == null || s.TokenExpiresAt < now), stop);
        var (undo, memory) = (now - Undo, now - Memory);
        await db.DeleteWhereAsync<SavedSearch>(s => s.StoppedAt < undo, stop);
        await db.DeleteWhereAsync<AlertMatch>(m => m.At < memory, stop);
        await db.DeleteWhereAsync<AlertMailing>(m => m.At < memory, stop);
    }
}
