using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.TellPeople;

/// <summary>
/// The mail that an address receives at once when somebody leaves it under a consultation, with the one click that stops what
/// would follow. Nobody is asked to confirm first: who overlooked that mail would miss a change that the law says to tell them.
/// How often it leaves is counted, for the address and for the network, and beyond that it alone stays away: what is handed in is
/// taken all the same, or anybody could shut an address out. An address that its account has proved gets none.
/// </summary>
internal sealed class FirstMail(VisitorMails visitors, Accounts accounts, CurrentUser user)
{
    /// <summary>Whether one leaves. Nobody learns which: the answer would tell who took the DCE.</summary>
    public async Task<bool> LeavesAsync(OwnedConsultation owned, string purpose, string email, CancellationToken stop)
    {
        var (consultation, folded) = (owned.Public.ConsultationId, Folded.Of(email));
        if (await IsOwnAsync(folded, stop))
            return false;
        // A second retrait of an address that is told already has nothing new to tell it.
        if (purpose == Retraits && await owned.Db.Set<Retrait>().AnyAsync(r => r.ConsultationId == consultation && r.EmailFolded == folded && r.StoppedAt == null, stop))
            return false;
        return await visitors.ChargeAsync(purpose, email) is null;
    }

    public const string Retraits = "retrait";
    public const string Questions = "question";

    /// <summary>In the transaction of what it tells of.</summary>
    public static void Send(OwnedConsultation owned, string objet, string email, string mark, bool isQuestion)
    {
        var mails = owned.Services.GetRequiredService<ConsultationMails>();
        var (reference, stopUrl) = (owned.Public.Reference, mails.StopUrl(owned.Public.Reference, mark));
        var (did, follows) = isQuestion
            ? ("posant une question sur la consultation", "La réponse de l’acheteur y sera envoyée, avec chaque modification de la consultation.")
            : ("retirant le dossier de la consultation", "Chaque modification y sera envoyée : date limite, documents, réponses aux questions.");
        owned.Services.GetRequiredService<MailOutbox>().Send(new MailMessage(
            email,
            $"Vous serez prévenu : {objet}",
            $"Bonjour,\n\nCette adresse a été donnée en {did} {reference} :\n{objet}\n\n{follows}\n\nLa consultation : {mails.PageOf(reference)}\n\n"
            + $"Si ce n’est pas vous, ou pour ne plus être prévenu : {stopUrl}\n")
        { UnsubscribeUrl = stopUrl });
    }

    private async Task<bool> IsOwnAsync(string folded, CancellationToken stop) =>
        user.IsSignedIn && await accounts.FindAsync(user.AccountId, stop) is { EmailConfirmed: true } person && Folded.Of(person.Email) == folded;
}
