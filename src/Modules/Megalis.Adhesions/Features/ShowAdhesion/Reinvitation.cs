using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Features.ShowAdhesion;

/// <summary>Another link for a contact whose invitation expired.</summary>
internal sealed class Reinvitation(AdhesionBook book, AgentInvitations invitations, Members members, AdhesionMails mails, MegalisDb db, TimeProvider clock)
{
    /// <summary>Two clicks are one invitation: a second one would make the link of the first worthless.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public async Task<Refusal?> SendAsync(Adhesion adhesion, string byId, CancellationToken stop)
    {
        if (adhesion.State != AdhesionState.Welcomed || adhesion.ContactEmail.Length == 0 || await TenantRegister.FindIdAsync(adhesion.SiteName, db, stop) is not { } tenant)
            return new Refusal("Le site de cette collectivité n’est pas encore ouvert, ou il n’y a plus personne à inviter.");
        if ((await members.HoldersAsync(tenant, Role.Administrator, 1, stop)).Count > 0)
            return new Refusal("Ce site a déjà une personne qui l’administre : c’est elle qui invite.");
        var now = clock.GetUtcNow();
        if (await LastAsync(adhesion, stop) is { } at && at > now - Pause)
            return Sent(at);
        Refusal? refusal = null;
        await db.TransactAsync(async () =>
        {
            adhesion.Add(AdhesionFactKind.InvitedAgain, byId, "", now);
            // Of two at a time the slower one stops here, before the invitation of the quicker one is replaced.
            refusal = await book.SaveAsync(stop);
            if (refusal is not null)
                return;
            mails.InviteAgain(adhesion, await invitations.WriteAsync(tenant, adhesion.ContactEmail, [Role.Administrator], adhesion.ContactRole, stop));
            await db.SaveChangesAsync(stop);
        }, stop);
        return refusal is not null && await LastAsync(adhesion, stop) is { } quicker && quicker > now - Pause ? Sent(quicker) : refusal;
    }

    /// <summary>Asked of the database: of two at a time the slower one knows only what was there before.</summary>
    private Task<DateTimeOffset?> LastAsync(Adhesion adhesion, CancellationToken stop) => db.Set<AdhesionFact>()
        .Where(f => f.AdhesionId == adhesion.Id && (f.Kind == AdhesionFactKind.InvitedAgain || f.Kind == AdhesionFactKind.Welcomed))
        .MaxAsync(f => (DateTimeOffset?)f.At, stop);

    private static Refusal Sent(DateTimeOffset at) =>
        new Refusal("L’invitation est déjà partie à {0} ; une autre la rendrait inutile. Si elle n’arrive pas, attendez une minute, puis recommencez.", ParisTime.Clock(at));
}
