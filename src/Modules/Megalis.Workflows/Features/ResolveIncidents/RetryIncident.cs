using Megalis.Kernel.Queue;
using Megalis.Workflows.Runtime.Operations;

namespace Megalis.Workflows.Features.ResolveIncidents;

/// <summary>One of many incidents of a fault is tried again, as the operator would have done by hand.</summary>
/// <param name="Actor">The account that asked.</param>
/// <param name="Batch">The same for all that were asked for at once.</param>
/// <param name="Circuit">For the progress.</param>
[QueueKind("workflows.retry.v1", Lane.Steps, Label = "Nouvel essai d'un incident de circuit")]
internal sealed record RetryIncident(string IncidentId, string Actor, string Batch, string Circuit, int Total);

/// <summary>An incident that was resolved meanwhile is left alone.</summary>
internal sealed class RetryIncidentHandler(InstanceActs acts) : IHandle<RetryIncident>
{
    public Task HandleAsync(RetryIncident payload, CancellationToken stop) => acts.RetryAsync(payload.IncidentId, payload.Actor, stop);
}
