using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Megalis.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.RemindOfDeadline;

/// <summary>
/// Begins the chain of reminders with the publication, and tells it of what moves it. What it does and when is the
/// circuit's own affair (recipes/circuits/rappels-date-limite.workflow.json).
/// </summary>
internal sealed class Reminders(WorkflowEngine workflows, WorkflowTrail trail, MegalisDb db, TenantContext tenant, TenantStore tenants)
    : IHandle<ConsultationPublished>, IHandle<ConsultationChanged>, IHandle<ConsultationCancelled>, IHandle<QuestionAsked>, IHandle<PlisOpened>
{
    public const string Feature = "Megalis.Procurement.Reminders";
    public const string Circuit = "rappels-date-limite";

    /// <summary>« Look again ». Its correlation is the consultation.</summary>
    private const string Moved = "consultation-change";

    public async Task HandleAsync(ConsultationPublished payload, CancellationToken stop)
    {
        var objet = await db.Set<Consultation>().Where(c => c.Id == payload.ConsultationId).Select(c => c.Objet).SingleOrDefaultAsync(stop);
        await workflows.StartAsync(Circuit, new WorkflowStart
        {
            Key = $"rappels/{payload.ConsultationId}",
            CorrelationId = payload.ConsultationId,
            Title = $"{payload.Reference} : {objet}",
            Input = new Dictionary<string, JsonNode?> { ["consultation"] = payload.ConsultationId, ["site"] = tenants.CanonicalUrl(tenant.Tenant) },
        }, stop);
        await db.SaveChangesAsync(stop);
    }

    public Task HandleAsync(ConsultationChanged payload, CancellationToken stop) => TellAsync(payload.ConsultationId, stop);

    public Task HandleAsync(ConsultationCancelled payload, CancellationToken stop) => TellAsync(payload.ConsultationId, stop);

    public Task HandleAsync(PlisOpened payload, CancellationToken stop) => TellAsync(payload.ConsultationId, stop);

    /// <remarks>While somebody is asked already, one question more changes nothing for them.</remarks>
    public async Task HandleAsync(QuestionAsked payload, CancellationToken stop)
    {
        if (!(await trail.OfAsync(payload.ConsultationId, stop)).Any(task => task.IsOpen))
            await TellAsync(payload.ConsultationId, stop);
    }

    /// <summary>Only a chain that runs: an event that nobody will ever wait for would lie there without end.</summary>
    private async Task TellAsync(string consultation, CancellationToken stop)
    {
        if (!(await workflows.OfAsync(consultation, stop)).Any(chain => chain.EndedAt is null))
            return;
        await workflows.SendAsync(Moved, consultation, stop: stop);
        await db.SaveChangesAsync(stop);
    }
}
