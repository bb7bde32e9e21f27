using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain.Agents;

namespace Megalis.Users.Contracts;

/// <summary>Asks somebody in who will work for an entité, as part of a change that another module makes.</summary>
public sealed class AgentInvitations
{
    private readonly MegalisDb _db;
    private readonly TenantStore _tenants;
    private readonly Journal _journal;
    private readonly TimeProvider _clock;

    internal AgentInvitations(MegalisDb db, TenantStore tenants, Journal journal, TimeProvider clock) => (_db, _tenants, _journal, _clock) = (db, tenants, journal, clock);

    /// <summary>Days that the link works.</summary>
    public static int Days => Invitation.Life.Days;

    /// <summary>
    /// Writes an invitation with its journal entry; one of the same address that nobody accepted yet is replaced. The caller's
    /// SaveChanges stores it, and the caller's mail carries the link: only its digest is kept.
    /// </summary>
    /// <param name="tenantId">The site on which the person will hold the roles.</param>
    /// <param name="email">One address, as <see cref="VisitorMails.CheckAddress"/> lets it pass.</param>
    /// <param name="roles">Names of roles of that site.</param>
    /// <param name="title">« secrétaire de mairie », or empty.</param>
    /// <returns>The absolute address of the page on which the invitation is accepted, once.</returns>
    public async Task<string> WriteAsync(int tenantId, string email, IReadOnlyCollection<string> roles, string title, CancellationToken stop = default)
    {
        var folded = Folded.Of(email);
        await _db.DeleteWhereAsync<Invitation>(i => i.TenantId == tenantId && i.EmailFolded == folded && i.AcceptedAt == null, stop);
        var (invitation, secret) = Invitation.Write(tenantId, email, roles, title, "", _clock.GetUtcNow());
        _db.Add(invitation);
        _journal.Append("invitation.sent", "invitation", invitation.Id, new { invitation.Roles });
        return $"{_tenants.CanonicalUrl(_tenants.Default)}/invitation?jeton={secret}";
    }
}
