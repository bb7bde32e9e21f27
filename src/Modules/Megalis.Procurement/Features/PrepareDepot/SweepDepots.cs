using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>
/// Removes the preparations of a consultation that were never handed in: <see cref="Depot.Grace"/> after its deadline, and
/// those that no account ever took <see cref="Depot.VisitorGrace"/> after their last file. Looks once a day.
/// </summary>
[QueueKind("depots.sweep.v1", Label = "Effacement des dépôts jamais terminés")]
internal sealed record SweepDepots(string ConsultationId);

/// <summary>A publication sets the timer.</summary>
internal sealed class PlanSweep(MegalisDb db, Outbox outbox, TimeProvider clock) : IHandle<ConsultationPublished>
{
    public async Task HandleAsync(ConsultationPublished payload, CancellationToken stop)
    {
        if (await db.Set<Consultation>().AsNoTracking().Where(c => c.Id == payload.ConsultationId).Select(c => c.Deadline).SingleOrDefaultAsync(stop) is { } deadline)
            await outbox.AddOnceAsync(new SweepDepots(payload.ConsultationId), payload.ConsultationId, SweepDepotsJob.Next(clock.GetUtcNow(), deadline), stop);
    }
}

/// <summary>What was never handed in is nobody's to read. The files go with the janitor's next round.</summary>
internal sealed class SweepDepotsJob(MegalisDb db, Outbox outbox, TimeProvider clock) : IHandle<SweepDepots>
{
    private static readonly TimeSpan Round = TimeSpan.FromDays(1);

    /// <summary>When to look next: within a day, and at the end of the grace after the deadline.</summary>
    public static DateTimeOffset Next(DateTimeOffset now, DateTimeOffset deadline) =>
        now < deadline + Depot.Grace && deadline + Depot.Grace < now + Round ? deadline + Depot.Grace : now + Round;

    public async Task HandleAsync(SweepDepots payload, CancellationToken stop)
    {
        var (id, now) = (payload.ConsultationId, clock.GetUtcNow());
        var before = now - Depot.Grace;
        var deadline = await db.Set<Consultation>().AsNoTracking().Where(c => c.Id == id).Select(c => c.Deadline).SingleOrDefaultAsync(stop);
        if (deadline is { } open && open > before)
        {
            await SweepVisitorsAsync(id, now - Depot.VisitorGrace, stop);
            outbox.Add(payload, Next(now, open));
            return;
        }

        // A late one in the making is left alone until the next round.
        await db.DeleteWhereAsync<Depot>(d => d.ConsultationId == id && d.StartedAt < before, stop);
        if (await db.Set<Depot>().AnyAsync(d => d.ConsultationId == id, stop))
            outbox.Add(payload, now + Depot.Grace);
    }

    /// <summary>What lies there without an owner goes first: it is the one thing that anybody may fill the disk with.</summary>
    private Task<int> SweepVisitorsAsync(string consultation, DateTimeOffset before, CancellationToken stop)
    {
        // Ids begin with the millisecond of their making.
        var oldest = Ids.New(before);
#pragma warning disable CA1309, CA1310 // The database compares.
        return db.DeleteWhereAsync<Depot>(
            d => d.ConsultationId == consultation && d.AccountId == "" && d.StartedAt < before && !d.Files.Any(f => string.Compare(f.Id, oldest) > 0), stop);
#pragma warning restore CA1309, CA1310
    }
}
