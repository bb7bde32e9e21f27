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
    AdhesionBook book, AdhesionMails mails, AgentInvitations invitations, TenantStore tenants, MegalisDb db, Journal journal, TimeProvider clock) : IActivity
{
    public ActivityDescription Description { get; } = new("Megalis.WelcomeAdherent", "Accueillir un adhérent")
    {
        Permission = AdhesionsPermissions.Manage,
        Inputs = [new("tenant", Required: true), new("url", Required: true)],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        if (await book.FindAsync(call.CorrelationId, stop) is not { } adhesion)
            return ActivityResult.Refuse("La demande de ce circuit n'existe plus.");
        if (await TenantRegister.FindIdAsync(call.Text("tenant"), db, stop) is not { } tenant)
            return ActivityResult.Refuse($"Aucun site ne s'appelle « {call.Text("tenant")} ».");
        // Both inputs are variables of the circuit that an operator may change: what was signed says whose site it is.
        if (adhesion.Convention is null)
            return ActivityResult.Refuse("La convention de cette demande n'est pas enregistrée : personne n'est invité.");
        if (await SirenOfAsync(tenant, stop) != adhesion.Siren)
            return ActivityResult.Refuse($"Le site « {call.Text("tenant")} » n'est pas celui du SIREN {adhesion.Siren} : personne n'y est invité.");
        (adhesion.SiteName, adhesion.SiteUrl) = (call.Text("tenant"), call.Text("url"));
        adhesion.MoveTo(AdhesionState.Welcomed, "", clock.GetUtcNow());
        journal.Append("adhesion.welcomed", AdhesionBook.JournalKind, adhesion.Id, new { adhesion.Name, adhesion.SiteName, convention = adhesion.Convention?.Number });
        if (adhesion.ContactEmail.Length > 0)
            mails.Welcome(adhesion, await invitations.WriteAsync(tenant, adhesion.ContactEmail, [Role.Administrator], adhesion.ContactRole, stop));
        return ActivityResult.Done();
    }

    /// <summary>Another node may have made the site: this one asks the database before it says no.</summary>
    private async Task<string?> SirenOfAsync(int tenant, CancellationToken stop)
    {
        if (tenants.Find(tenant) is null)
            await tenants.RefreshAsync(stop);
        return tenants.Find(tenant)?.Siren;
    }
}
