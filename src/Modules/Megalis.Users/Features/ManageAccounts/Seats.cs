using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageAccounts;

/// <summary>
/// What people are in this tenant: given, changed, suspended, given back. Each change is journaled with who decided it.
/// Callers have checked that the person may decide (<c>Grants</c>).
/// </summary>
internal sealed class Seats(MegalisDb db, TenantContext tenant, Journal journal, Sessions sessions, Outbox outbox, UserMails mails, TimeProvider clock)
{
    private const string Subject = "account";

    private int Here => tenant.Tenant.Id;

    /// <summary>
    /// Lets one at a time decide who may do what in a tenant, until the open transaction ends: what is read after this still
    /// holds at the commit.
    /// </summary>
    public static Task HoldAsync(MegalisDb db, int tenantId) => db.HoldNameAsync($"seats/{tenantId}");

    public Task<Membership?> FindAsync(string accountId)
    {
        var here = Here;
        return db.Set<Membership>().SingleOrDefaultAsync(m => m.AccountId == accountId && m.TenantId == here);
    }

    public Task<MembershipSuspension?> SuspensionAsync(string accountId)
    {
        var here = Here;
        return db.Set<MembershipSuspension>().SingleOrDefaultAsync(m => m.AccountId == accountId && m.TenantId == here);
    }

    /// <summary>
    /// The seat as it is now, held with all others of this tenant until the open transaction ends: of two who decide at once, the
    /// second sees what the first decided.
    /// </summary>
    public async Task<Membership?> FindHeldAsync(string accountId)
    {
        await HoldAsync(db, Here);
        var seat = await FindAsync(accountId);
        if (seat is not null && db.Entry(seat) is { State: EntityState.Unchanged } entry)
            await entry.ReloadAsync();
        return seat is null || db.Entry(seat).State == EntityState.Detached ? null : seat;
    }

    /// <summary>Gives a seat, or changes its roles, inside the caller's transaction. The caller saves.</summary>
    public async Task<Refusal?> SetRolesAsync(string accountId, IReadOnlyCollection<string> roles, string title, string? byId = null)
    {
        var seat = await FindHeldAsync(accountId);
        if (seat is not null && !roles.Contains(Role.Administrator) && await IsLastAdministratorAsync(seat))
            return LastAdministrator;
        var before = seat?.Roles ?? "";
        var after = string.Join(';', roles);
        if (seat is null)
            db.Add(seat = new Membership { AccountId = accountId, TenantId = Here, Since = clock.GetUtcNow() });
        (seat.Roles, seat.Title) = (after, title);
        if (before != after)
        {
            journal.Append("account.roles-changed", Subject, accountId, new { before, after }, byId);
            outbox.Add(new SeatChanged(accountId));
        }

        return null;
    }

    /// <summary>Takes every right here for a time; the open sessions on this host end. Inside the caller's transaction.</summary>
    public async Task<Refusal?> SuspendAsync(string accountId, string reason, string byId)
    {
        if (accountId == byId)
            return new Refusal("Vous ne pouvez pas vous suspendre vous-même.");
        if (await FindHeldAsync(accountId) is not { } seat)
            return new Refusal("Cette personne n'a aucun droit ici.");
        if (await IsLastAdministratorAsync(seat))
            return LastAdministrator;
        db.Remove(seat);
        db.Add(new MembershipSuspension
        {
            AccountId = accountId,
            TenantId = Here,
            Roles = seat.Roles,
            Title = seat.Title,
            Since = seat.Since,
            ById = byId,
            At = clock.GetUtcNow(),
            Reason = reason,
        });
        journal.Append("account.suspended", Subject, accountId, new { reason, seat.Roles }, byId);
        outbox.Add(new SeatChanged(accountId));
        await db.SaveChangesAsync();
        await sessions.RevokeOnAsync(accountId, Here);
        return null;
    }

    public async Task<Refusal?> ResumeAsync(string accountId, string byId)
    {
        if (await SuspensionAsync(accountId) is not { } suspension)
            return new Refusal("Cette personne n'est pas suspendue.");
        db.Remove(suspension);
        db.Add(new Membership { AccountId = accountId, TenantId = Here, Roles = suspension.Roles, Title = suspension.Title, Since = suspension.Since });
        journal.Append("account.resumed", Subject, accountId, new { suspension.Roles }, byId);
        await db.SaveChangesAsync();
        return null;
    }

    /// <summary>Closes an account everywhere; on the portal only, inside the caller's transaction. Its next request is refused.</summary>
    public async Task<Refusal?> DisableAsync(Account account, string reason, string byId)
    {
        if (account.Id == byId)
            return new Refusal("Vous ne pouvez pas désactiver votre propre compte.");
        if (await FindHeldAsync(account.Id) is { } seat && await IsLastAdministratorAsync(seat))
            return LastAdministrator;
        if (await db.Set<AccountDisabling>().AnyAsync(d => d.AccountId == account.Id))
            return null;
        db.Add(new AccountDisabling { AccountId = account.Id, ById = byId, At = clock.GetUtcNow(), Reason = reason });
        journal.Append("account.disabled", Subject, account.Id, new { reason }, byId);
        outbox.Add(new AccountDisabled(account.Id));
        mails.AccountDisabled(account, reason);
        await db.SaveChangesAsync();
        await sessions.RevokeAllAsync(account.Id);
        return null;
    }

    public async Task EnableAsync(Account account, string byId)
    {
        if (await db.Set<AccountDisabling>().SingleOrDefaultAsync(d => d.AccountId == account.Id) is not { } disabling)
            return;
        db.Remove(disabling);
        journal.Append("account.enabled", Subject, account.Id, new { }, byId);
        await db.SaveChangesAsync();
    }

    private static Refusal LastAdministrator => new("Il n'y aurait plus personne pour administrer ce site : donnez d'abord ce rôle à quelqu'un d'autre.");

    private async Task<bool> IsLastAdministratorAsync(Membership seat)
    {
        if (!seat.RoleNames.Contains(Role.Administrator))
            return false;
        var here = Here;
        var others = await db.Set<Membership>().AsNoTracking()
            .Where(m => m.TenantId == here && m.AccountId != seat.AccountId && m.Roles.Contains(Role.Administrator)
                && db.Set<Account>().Any(a => a.Id == m.AccountId && a.ErasedAt == null)
                && !db.Set<AccountDisabling>().Any(d => d.AccountId == m.AccountId))
            .ToListAsync();
        return !others.Any(m => m.RoleNames.Contains(Role.Administrator));
    }
}
