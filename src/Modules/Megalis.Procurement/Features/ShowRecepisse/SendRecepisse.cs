using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>The receipt by mail, once the journal's signed head holds the deposit.</summary>
/// <param name="Try">From 1; after twenty the mail goes without the head, which the page shows later.</param>
[QueueKind("pli.recepisse.v1")]
internal sealed record MailRecepisse(string PliId, int Try);

/// <summary>A pli was deposited: its receipt is due.</summary>
internal sealed class AskRecepisse(Outbox outbox, MegalisDb db) : IHandle<PliDeposited>
{
    public async Task HandleAsync(PliDeposited payload, CancellationToken stop)
    {
        outbox.Add(new MailRecepisse(payload.PliId, 1), dedupeKey: payload.PliId + "/1");
        await db.SaveChangesAsync(stop);
    }
}

internal sealed class SendRecepisse(MegalisDb db, Journal journal, Outbox outbox, MailOutbox mails, TenantContext tenant, Texts texts, TimeProvider clock) : IHandle<MailRecepisse>
{
    private const int Patience = 20;

    public async Task HandleAsync(MailRecepisse payload, CancellationToken stop)
    {
        var pli = await db.Set<Pli>().Include(p => p.Files).AsNoTracking().SingleAsync(p => p.Id == payload.PliId, stop);
        var proof = await journal.ProofAsync(pli.EntryId, stop);
        if (proof is null && payload.Try < Patience)
        {
            outbox.Add(payload with { Try = payload.Try + 1 }, clock.GetUtcNow().AddMilliseconds(300), $"{pli.Id}/{payload.Try + 1}");
        }
        else
        {
            var consultation = await db.Set<Consultation>().AsNoTracking().SingleAsync(c => c.Id == pli.ConsultationId, stop);
            mails.Send(new MailMessage(
                pli.DepositorEmail, texts["Récépissé de dépôt : {0}", consultation.Reference],
                RecepisseText.Write(new Recepisse(pli, consultation, tenant.Tenant.DisplayName, proof))));
        }

        await db.SaveChangesAsync(stop);
    }
}
