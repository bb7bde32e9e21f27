using Megalis.Kernel.Data;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Megalis.Procurement.Features.TellPeople;

/// <summary>What is told to all whom a consultation concerns.</summary>
internal sealed record News(string ConsultationId, string Reference, string What, string Text, bool IsEnd = false);

/// <summary>One mail to each person whom a consultation concerns, with the address that stops them.</summary>
internal sealed class ConsultationMails(MegalisDb db, MailOutbox mails, TenantStore tenants, ILogger<ConsultationMails> log)
{
    /// <summary>Where companies read it: the portal, whatever the buyer's own site.</summary>
    public string PageOf(string reference) => $"{tenants.CanonicalUrl(tenants.Default)}/marches/{reference}";

    public string StopUrl(string reference, string mark) => $"{PageOf(reference)}/ne-plus-prevenir?r={mark}";

    public async Task SendAsync(News news, CancellationToken stop)
    {
        var objet = await db.Set<Consultation>().Where(c => c.Id == news.ConsultationId).Select(c => c.Objet).SingleOrDefaultAsync(stop);
        if (objet is null)
            return;
        foreach (var person in await db.PeopleToTellAsync(news.ConsultationId, news.IsEnd, stop))
            Send(person.Reason is Reason.HandedInPli ? mails.SendDiscreetly : m => mails.Send(m), Compose(news, objet, person), news.Reference);
    }

    /// <summary>What was stored before addresses were checked stops nobody else's mail.</summary>
    public void Send(Action<MailMessage> send, MailMessage mail, string reference)
    {
        if (MailMessage.IsAddress(mail.To))
            send(mail);
        else
            log.LogWarning("Consultation {Reference}: an address that was left there is none of a mail; nothing is sent to it.", reference);
    }

    private MailMessage Compose(News news, string objet, Recipient person)
    {
        var page = PageOf(news.Reference);
        var stopUrl = person.Mark is null ? null : StopUrl(news.Reference, person.Mark);
        return new MailMessage(
            person.Email,
            $"{news.What} : {objet}",
            $"Bonjour,\n\n{Because(person.Reason)} {news.Reference} :\n{objet}\n\n{news.Text}\n\nLa consultation : {page}\n"
            + (stopUrl is null ? "" : $"\nPour ne plus être prévenu de cette consultation : {stopUrl}\n"))
        { UnsubscribeUrl = stopUrl };
    }

    private static string Because(Reason reason) => reason switch
    {
        Reason.TookDce => "Vous avez retiré le dossier de la consultation",
        Reason.AskedQuestion => "Vous avez posé une question sur la consultation",
        _ => "Vous avez déposé un pli pour la consultation",
    };
}

internal sealed class TellOfChange(ConsultationMails mails, MegalisDb db) : IHandle<ConsultationChanged>
{
    public async Task HandleAsync(ConsultationChanged payload, CancellationToken stop)
    {
        await mails.SendAsync(new News(payload.ConsultationId, payload.Reference, "Consultation modifiée", "Ce qui change :\n\n" + payload.Summary), stop);
        await db.SaveChangesAsync(stop);
    }
}

internal sealed class TellOfCancellation(ConsultationMails mails, MegalisDb db) : IHandle<ConsultationCancelled>
{
    public async Task HandleAsync(ConsultationCancelled payload, CancellationToken stop)
    {
        var text = "L’acheteur a déclaré cette consultation sans suite. Aucun pli n’est plus reçu. Motif :\n\n" + payload.Reason;
        await mails.SendAsync(new News(payload.ConsultationId, payload.Reference, "Consultation sans suite", text, IsEnd: true), stop);
        await db.SaveChangesAsync(stop);
    }
}

/// <summary>
/// The buyer's contact learns that a question waits; the question itself is read on the page, behind its door. Within an hour of
/// the clock one mail is enough for all that wait: a flood of questions is none of mails.
/// </summary>
internal sealed class TellAcheteur(MegalisDb db, MailOutbox outbox, ConsultationMails mails, TenantContext tenant, TenantStore tenants) : IHandle<QuestionAsked>
{
    public async Task HandleAsync(QuestionAsked payload, CancellationToken stop)
    {
        var consultation = await db.Set<Consultation>().SingleOrDefaultAsync(c => c.Id == payload.ConsultationId, stop);
        if (consultation is not { ContactEmail.Length: > 0 } || await IsToldAsync(payload, stop))
            return;
        var mail = new MailMessage(
            consultation.ContactEmail,
            $"Une question sur la consultation {payload.Reference}",
            $"Bonjour,\n\nUne entreprise pose une question sur « {consultation.Objet} ».\n\nLa lire et répondre : {tenants.CanonicalUrl(tenant.Tenant)}/achats/{payload.Reference}/questions?question={payload.QuestionId}\n\n"
            + "Votre réponse sera visible de toutes les entreprises ; le nom de celle qui demande ne l’est jamais.\n"
            + "Si d’autres questions arrivent avant la prochaine heure, elles sont sur la même page, sans autre message.\n");
        mails.Send(m => outbox.Send(m), mail, payload.Reference);
        await db.SaveChangesAsync(stop);
    }

    private async Task<bool> IsToldAsync(QuestionAsked payload, CancellationToken stop)
    {
        var at = await db.Set<Question>().Where(q => q.Id == payload.QuestionId).Select(q => q.AskedAt).SingleOrDefaultAsync(stop);
        var hour = new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerHour), at.Offset);
        return await db.Set<Question>().AnyAsync(q => q.ConsultationId == payload.ConsultationId && q.AnsweredAt == null && q.AskedAt >= hour && q.AskedAt < at, stop);
    }
}
