using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Workflows;
using Megalis.Users.Contracts;

namespace Megalis.Adhesions.Features.RunCircuit;

/// <summary>
/// <c>Megalis.WelcomeAdherent</c>: the site is open; the contact is invited as its first administrator, by a mail that says the
/// address and the first three things to do.
/// </summary>
internal sealed class WelcomeAdherentActivity(
    AdhesionBook book, AdhesionMails mails, AgentInvitations invitations, MegalisDb db, Journal journal, TimeProvider clock) : IActivity
{
    public ActivityDescription Description { get; } = new("Megalis.WelcomeAdherent", "Accueillir un adhérent")
    {
        Inputs = [new("tenant", Required: true), new("url", Required: true)],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        if (await book.FindAsync(call.CorrelationId, stop) is not { } adhesion)
            return ActivityResult.Refuse("La demande de ce circuit n'existe plus.");
        if (await TenantRegister.FindIdAsync(call.Text("tenant"), db, stop) is not { } tenant)
            return ActivityResult.Refuse($"Aucun site ne s'appelle « {call.Text("tenant")} ».");
        (adhesion.SiteName, adhesion.SiteUrl) = (call.Text("tenant"), call.Text("url"));
        adhesion.MoveTo(AdhesionState.Welcomed, "", clock.GetUtcNow());
        journal.Append("adhesion.welcomed", AdhesionBook.JournalKind, adhesion.Id, new { adhesion.Name, adhesion.SiteName, convention = adhesion.Convention?.Number });
        if (adhesion.ContactEmail.Length > 0)
            mails.Welcome(adhesion, await invitations.WriteAsync(tenant, adhesion.ContactEmail, [Role.Administrator], adhesion.ContactRole, stop));
        return ActivityResult.Done();
    }
}
