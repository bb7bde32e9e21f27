using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;

namespace Megalis.Adhesions.Features.ShowAdhesion;

/// <summary>Another link for a contact whose invitation expired.</summary>
internal sealed class Reinvitation(AdhesionBook book, AgentInvitations invitations, AdhesionMails mails, MegalisDb db, TimeProvider clock)
{
    public async Task<Refusal?> SendAsync(Adhesion adhesion, string byId, CancellationToken stop)
    {
        if (adhesion.State != AdhesionState.Welcomed || adhesion.ContactEmail.Length == 0 || await TenantRegister.FindIdAsync(adhesion.SiteName, db, stop) is not { } tenant)
            return new Refusal("Le site de cette collectivité n’est pas encore ouvert, ou il n’y a plus personne à inviter.");
        Refusal? refusal = null;
        await db.TransactAsync(async () =>
        {
            adhesion.Add(AdhesionFactKind.InvitedAgain, byId, "", clock.GetUtcNow());
            mails.InviteAgain(adhesion, await invitations.WriteAsync(tenant, adhesion.ContactEmail, [Role.Administrator], adhesion.ContactRole, stop));
            refusal = await book.SaveAsync(stop);
        }, stop);
        return refusal;
    }
}
