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

    /// <summary>Gives a seat, or changes its roles. The caller saves.</summary>
    public async Task<Refusal?> SetRolesAsync(string accountId, IReadOnlyCollection<string> roles, string title, string? byId = null)
    {
        var seat = await FindAsync(accountId);
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

    /// <summary>Takes every right here for a time; the open sessions on this host end.</summary>
    public async Task<Refusal?> SuspendAsync(string accountId, string reason, string byId)
    {
        if (accountId == byId)
            return new Refusal("Vous ne pouvez pas vous suspendre vous-même.");
        if (await FindAsync(accountId) is not { } seat)
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
        await db.TransactAsync(async () =>
        {
            await db.SaveChangesAsync();
            await sessions.RevokeOnAsync(accountId, Here);
        });
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

    /// <summary>Closes an account everywhere; on the portal only. Its next request is refused.</summary>
    public async Task<Refusal?> DisableAsync(Account account, string reason, string byId)
    {
        if (account.Id == byId)
            return new Refusal("Vous ne pouvez pas désactiver votre propre compte.");
        if (await FindAsync(account.Id) is { } seat && await IsLastAdministratorAsync(seat))
            return LastAdministrator;
        if (await db.Set<AccountDisabling>().AnyAsync(d => d.AccountId == account.Id))
            return null;
        db.Add(new AccountDisabling { AccountId = account.Id, ById = byId, At = clock.GetUtcNow(), Reason = reason });
        journal.Append("account.disabled", Subject, account.Id, new { reason }, byId);
        outbox.Add(new AccountDisabled(account.Id));
        mails.AccountDisabled(account, reason);
        await db.TransactAsync(async () =>
        {
            await db.SaveChangesAsync();
            await sessions.RevokeAllAsync(account.Id);
        });
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
