using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>Removes the preparations of a consultation that were never handed in, <see cref="Depot.Grace"/> after its deadline.</summary>
[QueueKind("depots.sweep.v1", Label = "Effacement des dépôts jamais terminés")]
internal sealed record SweepDepots(string ConsultationId);

/// <summary>A publication sets the timer.</summary>
internal sealed class PlanSweep(MegalisDb db, Outbox outbox) : IHandle<ConsultationPublished>
{
    public async Task HandleAsync(ConsultationPublished payload, CancellationToken stop)
    {
        if (await db.Set<Consultation>().AsNoTracking().Where(c => c.Id == payload.ConsultationId).Select(c => c.Deadline).SingleOrDefaultAsync(stop) is { } deadline)
            await outbox.AddOnceAsync(new SweepDepots(payload.ConsultationId), payload.ConsultationId, deadline + Depot.Grace, stop);
    }
}

/// <summary>What was never handed in is nobody's to read. The files go with the janitor's next round.</summary>
internal sealed class SweepDepotsJob(MegalisDb db, Outbox outbox, TimeProvider clock) : IHandle<SweepDepots>
{
    public async Task HandleAsync(SweepDepots payload, CancellationToken stop)
    {
        var (id, before) = (payload.ConsultationId, clock.GetUtcNow() - Depot.Grace);
        var deadline = await db.Set<Consultation>().AsNoTracking().Where(c => c.Id == id).Select(c => c.Deadline).SingleOrDefaultAsync(stop);
        if (deadline > before)
        {
            // It was extended meanwhile.
            outbox.Add(payload, deadline + Depot.Grace);
            return;
        }

        // A late one in the making is left alone until the next round.
        await db.DeleteWhereAsync<Depot>(d => d.ConsultationId == id && d.StartedAt < before, stop);
        if (await db.Set<Depot>().AnyAsync(d => d.ConsultationId == id, stop))
            outbox.Add(payload, clock.GetUtcNow() + Depot.Grace);
    }
}
