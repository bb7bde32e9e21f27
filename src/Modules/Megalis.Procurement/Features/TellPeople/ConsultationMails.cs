using Megalis.Kernel.Data;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.TellPeople;

/// <summary>One mail to each person who took the DCE by name, with the address that stops them.</summary>
internal sealed class RetraitMails(MegalisDb db, MailOutbox mails, TenantStore tenants)
{
    /// <summary>Where companies read it: the portal, whatever the buyer's own site.</summary>
    public string PageOf(string reference) => $"{tenants.CanonicalUrl(tenants.Default)}/marches/{reference}";

    public async Task SendAsync(string consultationId, string reference, string what, string text, CancellationToken stop)
    {
        var objet = await db.Set<Consultation>().Where(c => c.Id == consultationId).Select(c => c.Objet).SingleOrDefaultAsync(stop);
        if (objet is null)
            return;
        var page = PageOf(reference);
        foreach (var (email, mark) in await db.IdentifiedRetraitsAsync(consultationId, stop))
        {
            var stopUrl = $"{page}/ne-plus-prevenir?r={mark}";
            mails.Send(new MailMessage(
                email,
                $"{what} : {objet}",
                $"Bonjour,\n\nVous avez retiré le dossier de la consultation {reference} :\n{objet}\n\n{text}\n\nLa consultation : {page}\n\n"
                + $"Pour ne plus être prévenu de cette consultation : {stopUrl}\n")
            { UnsubscribeUrl = stopUrl });
        }
    }
}

internal sealed class TellOfChange(RetraitMails mails, MegalisDb db) : IHandle<ConsultationChanged>
{
    public async Task HandleAsync(ConsultationChanged payload, CancellationToken stop)
    {
        await mails.SendAsync(payload.ConsultationId, payload.Reference, "Consultation modifiée", "Ce qui change :\n\n" + payload.Summary, stop);
        await db.SaveChangesAsync(stop);
    }
}

internal sealed class TellOfCancellation(RetraitMails mails, MegalisDb db) : IHandle<ConsultationCancelled>
{
    public async Task HandleAsync(ConsultationCancelled payload, CancellationToken stop)
    {
        await mails.SendAsync(
            payload.ConsultationId, payload.Reference, "Consultation sans suite",
            "L’acheteur a déclaré cette consultation sans suite. Aucun pli n’est plus reçu. Motif :\n\n" + payload.Reason, stop);
        await db.SaveChangesAsync(stop);
    }
}

/// <summary>The buyer's contact learns that a question waits; the question itself is read on the page, behind its door.</summary>
internal sealed class TellAcheteur(MegalisDb db, MailOutbox mails, TenantContext tenant, TenantStore tenants) : IHandle<QuestionAsked>
{
    public async Task HandleAsync(QuestionAsked payload, CancellationToken stop)
    {
        var consultation = await db.Set<Consultation>().SingleOrDefaultAsync(c => c.Id == payload.ConsultationId, stop);
        if (consultation is not { ContactEmail.Length: > 0 })
            return;
        mails.Send(new MailMessage(
            consultation.ContactEmail,
            $"Une question sur la consultation {payload.Reference}",
            $"Bonjour,\n\nUne entreprise pose une question sur « {consultation.Objet} ».\n\nLa lire et répondre : {tenants.CanonicalUrl(tenant.Tenant)}/achats/{payload.Reference}/questions?question={payload.QuestionId}\n\n"
            + "Votre réponse sera visible de toutes les entreprises ; le nom de celle qui demande ne l’est jamais.\n"));
        await db.SaveChangesAsync(stop);
    }
}
