using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ResolveIncidents;

/// <summary>One of many incidents of a fault is tried again, as the operator would have done by hand.</summary>
/// <param name="Actor">The account that asked.</param>
/// <param name="Batch">The same for all that were asked for at once.</param>
/// <param name="Circuit">For the progress.</param>
[QueueKind("workflows.retry.v1", Lane.Steps, Label = "Nouvel essai d’un incident de circuit")]
internal sealed record RetryIncident(string IncidentId, string Actor, string Batch, string Circuit, int Total);

/// <summary>An incident that was resolved meanwhile is left alone.</summary>
internal sealed class RetryIncidentHandler(InstanceActs acts) : IHandle<RetryIncident>
{
    public Task HandleAsync(RetryIncident payload, CancellationToken stop) => acts.RetryAsync(payload.IncidentId, payload.Actor, stop);
}

/// <summary>The incidents of a fault that were open when an operator asked are to be tried again, some at a time: whoever clicked does not wait, and steps of other circuits are not kept waiting behind thousands.</summary>
/// <param name="Sample">One of its incidents: it says which fault.</param>
/// <param name="Asked">How many have a row of their own already, or had.</param>
/// <param name="Cursor">The last incident that was looked at.</param>
/// <param name="UpTo">The last incident that was there: one that failed again is a new one, and is not tried for ever.</param>
[QueueKind("workflows.retry-fault.v1", Label = "Nouvel essai d’une panne de circuit")]
internal sealed record RetryFault(string Sample, string Actor, string Circuit, int Total, int Asked, string Cursor, string UpTo);

internal sealed class RetryFaultHandler(MegalisDb db, Outbox outbox, QueueGauge gauge, IncidentGroups incidents, TimeProvider clock) : IHandle<RetryFault>
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(RetryFault payload, CancellationToken stop)
    {
        var (rows, _) = await gauge.PageAsync<RetryIncident>(1, IncidentGroups.MostRead, stop);
        if (rows.Count(r => r.Stand == QueueStand.Waiting && r.Attempts == 0) >= AtOnce)
        {
            outbox.Add(payload, clock.GetUtcNow() + Pause);
            return;
        }

        if (await incidents.FaultAsync(payload.Sample, stop) is not { } fault)
            return;
        var next = await incidents.Retryable(fault).Where(x => x.Id.CompareTo(payload.Cursor) > 0 && x.Id.CompareTo(payload.UpTo) <= 0).OrderBy(x => x.Id).Select(x => x.Id).Take(AtOnce).ToListAsync(stop);
        var asked = (await gauge.FindAsync<RetryIncident>(next, stop)).Select(r => r.Payload.IncidentId).ToHashSet();
        foreach (var id in next.Where(id => !asked.Contains(id)))
            outbox.Add(new RetryIncident(id, payload.Actor, payload.Sample, payload.Circuit, payload.Total), dedupeKey: id);
        if (next.Count == AtOnce)
            outbox.Add(payload with { Cursor = next[^1], Asked = payload.Asked + next.Count });
        await db.SaveChangesAsync(stop);
    }
}
