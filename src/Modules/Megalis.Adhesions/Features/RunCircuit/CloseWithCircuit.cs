using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;

namespace Megalis.Adhesions.Features.RunCircuit;

/// <summary>A circuit that an operator cancels closes its request: otherwise the entité could never ask again.</summary>
internal sealed class CloseWithCircuit(AdhesionBook book, AdhesionMails mails, MegalisDb db, Journal journal, TimeProvider clock) : IHandle<WorkflowEnded>
{
    public async Task HandleAsync(WorkflowEnded payload, CancellationToken stop)
    {
        // A circuit that broke may be taken up again, and one within another has its correlation too.
        if (payload is not { Status: "Cancelled", DefinitionId: AdhesionBook.Circuit })
            return;
        if (await book.FindAsync(payload.CorrelationId, stop) is not { } adhesion || adhesion.State.IsOver())
            return;
        adhesion.MoveTo(AdhesionState.Abandoned, "Le traitement de la demande a été arrêté.", clock.GetUtcNow());
        journal.Append("adhesion.abandoned", AdhesionBook.JournalKind, adhesion.Id, new { adhesion.Name, adhesion.Reason });
        // Whoever has signed hears it from a person: their site may be half made.
        if (adhesion.Convention is null)
            mails.Moved(adhesion);
        await db.SaveChangesAsync(stop);
    }
}
