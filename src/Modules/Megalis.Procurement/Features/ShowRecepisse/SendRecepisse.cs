using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>The receipt by mail. The row names the pli and nobody: who deposited does not lie about in the queue.</summary>
[QueueKind("pli.recepisse.v1", Lane.Mail, Label = "Envoi d'un récépissé de dépôt", Discreet = true)]
internal sealed record MailRecepisse(string PliId);

/// <summary>
/// Writes the receipt once the journal's signed head holds the deposit, and hands it to the mailer. Outside of any
/// transaction: making a PDF takes longer than all the writes of a deposit.
/// </summary>
internal sealed class SendRecepisse(MegalisDb db, Journal journal, IMailer mailer, TenantContext tenant, TenantStore tenants, Texts texts, TimeProvider clock) : IOutsideCall<MailRecepisse>
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(150);

    /// <summary>A head is due each second. After so many looks the mail goes without one; the page shows it later.</summary>
    private const int Patience = 40;

    public async Task CallAsync(MailRecepisse payload, string key, CancellationToken stop)
    {
        var pli = await db.Set<Pli>().Include(p => p.Files).AsNoTracking().SingleAsync(p => p.Id == payload.PliId, stop);
        var consultation = await db.Set<Consultation>().AsNoTracking().SingleAsync(c => c.Id == pli.ConsultationId, stop);
        var proof = await ProofAsync(pli.EntryId, stop);
        var recepisse = new Recepisse(pli, consultation, tenant.Tenant.DisplayName, proof, tenants.CanonicalUrl(tenants.Default));
        try
        {
            await mailer.SendAsync(Compose(recepisse), stop);
        }
        catch (Exception error) when (error is MailFailedException { IsPermanent: true } or ArgumentException)
        {
            throw new NoRetryException(error.Message, error);
        }
        catch (MailFailedException error) when (error.IsNotSent)
        {
            throw new NotSentException(error.Message, error);
        }
    }

    /// <summary>No server tells; the mail's id is the pli's, so that a reader sees one mail.</summary>
    public Task<Reconciled> ReconcileAsync(MailRecepisse payload, string key, CancellationToken stop) => Task.FromResult(Reconciled.NotDone);

    private MailMessage Compose(Recepisse recepisse) =>
        new(recepisse.Pli.DepositorEmail, texts["Récépissé de dépôt : {0}", recepisse.Consultation.Reference], RecepisseText.Write(recepisse))
        {
            MessageId = "recepisse-" + recepisse.Pli.Id,
            Attachments = [new MailAttachment(RecepissePdf.FileName(recepisse), "application/pdf", RecepissePdf.Write(recepisse))],
        };

    private async Task<JournalProof?> ProofAsync(string entryId, CancellationToken stop)
    {
        for (var look = 0; look < Patience; look++)
        {
            if (await journal.ProofAsync(entryId, stop) is { } proof)
                return proof;
            await Task.Delay(Look, clock, stop);
        }

        return null;
    }
}
