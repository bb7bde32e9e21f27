using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Workflows;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.RemindOfDeadline;

/// <summary>
/// Workflow activity: how a consultation stands now, for its buyer. Whether plis have arrived, and how many, is not among
/// it: nobody knows before they are opened (CCP R. 2132-9).
/// </summary>
internal sealed class ReadConsultationFacts(MegalisDb db, TimeProvider clock) : IActivity
{
    private const string Gone = "Gone";

    public ActivityDescription Description { get; } = new("Megalis.ConsultationFacts", "Lire où en est une consultation")
    {
        Ports = [ActivityDescription.Done, Gone],
        Inputs = [new("consultationId", Required: true)],
        Outputs = ["status", "deadline", "questions", "retraits", "reference", "objet", "email"],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var id = call.Text("consultationId");
        var consultation = await db.Set<Consultation>().AsNoTracking().Include(c => c.Facts).SingleOrDefaultAsync(c => c.Id == id, stop);
        if (consultation?.Deadline is not { } deadline)
            return ActivityResult.Done(Gone);
        return ActivityResult.Done(outputs: new Dictionary<string, JsonNode?>
        {
            ["status"] = consultation.StatusAt(clock.GetUtcNow()).ToString(),
            ["deadline"] = deadline.ToString("O", CultureInfo.InvariantCulture),
            ["questions"] = await db.Set<Question>().CountAsync(q => q.ConsultationId == id && q.AnsweredAt == null, stop),
            ["retraits"] = await db.Set<Retrait>().CountAsync(r => r.ConsultationId == id, stop),
            ["reference"] = consultation.Reference,
            ["objet"] = consultation.Objet,
            ["email"] = consultation.ContactEmail,
        });
    }
}
