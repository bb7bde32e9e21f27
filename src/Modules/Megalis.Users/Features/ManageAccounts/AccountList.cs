using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageAccounts;

/// <summary>How an account stands in this tenant.</summary>
internal enum SeatState
{
    Active,
    Suspended,
    Disabled,

    /// <summary>Portal only: an account without a role here, a company's for example.</summary>
    None,
}

internal sealed record AccountLine(
    string Id, string Name, string Email, string? Roles, string? SuspendedRoles, string? Title, DateTimeOffset? LastSignInAt, bool IsDisabled)
{
    public SeatState State => IsDisabled ? SeatState.Disabled : SuspendedRoles is not null ? SeatState.Suspended : Roles is not null ? SeatState.Active : SeatState.None;

    public IEnumerable<string> RoleNames => (Roles ?? SuspendedRoles ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Who stands in the list: the agents of a tenant; on the portal every account, because its administrators close accounts.</summary>
internal sealed class AccountList(MegalisDb db, TenantContext tenant)
{
    public const int Size = 20;

    /// <param name="search">Words of the name or the address.</param>
    /// <param name="byLastSignIn">The latest first; else by name.</param>
    public IQueryable<AccountLine> Query(string? search, bool byLastSignIn)
    {
        var here = tenant.Tenant.Id;
        var accounts = db.Set<Account>().AsNoTracking().Where(a => a.ErasedAt == null);
        if (!tenant.Tenant.IsDefault)
            accounts = accounts.Where(a => db.Set<Membership>().Any(m => m.TenantId == here && m.AccountId == a.Id)
                || db.Set<MembershipSuspension>().Any(m => m.TenantId == here && m.AccountId == a.Id));
        foreach (var word in Folded.Of(search).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            accounts = accounts.Where(a => a.DisplayNameFolded.Contains(word) || a.EmailFolded.Contains(word));
        var ordered = byLastSignIn
            ? accounts.OrderByDescending(a => a.LastSignInAt).ThenBy(a => a.Id)
            : accounts.OrderBy(a => a.DisplayNameFolded).ThenBy(a => a.Id);
        return ordered.Select(a => new AccountLine(
            a.Id, a.DisplayName, a.Email,
            db.Set<Membership>().Where(m => m.TenantId == here && m.AccountId == a.Id).Select(m => m.Roles).FirstOrDefault(),
            db.Set<MembershipSuspension>().Where(m => m.TenantId == here && m.AccountId == a.Id).Select(m => m.Roles).FirstOrDefault(),
            db.Set<Membership>().Where(m => m.TenantId == here && m.AccountId == a.Id).Select(m => m.Title).FirstOrDefault(),
            a.LastSignInAt,
            db.Set<AccountDisabling>().Any(d => d.AccountId == a.Id)));
    }

    /// <summary>Invitations of this tenant that nobody has used yet.</summary>
    public async Task<IReadOnlyList<Invitation>> InvitationsAsync()
    {
        var here = tenant.Tenant.Id;
        return await db.Set<Invitation>().AsNoTracking().Where(i => i.TenantId == here && i.AcceptedAt == null)
            .OrderByDescending(i => i.CreatedAt).Take(100).ToListAsync();
    }
}
