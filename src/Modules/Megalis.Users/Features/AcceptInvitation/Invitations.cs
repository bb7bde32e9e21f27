using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Megalis.Users.Features.ManageAccounts;
using Megalis.Users.Features.SignUp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Features.AcceptInvitation;

/// <summary>From an open invitation to a seat in its tenant. Runs on the portal; the seat is given in the tenant's own scope.</summary>
internal sealed class Invitations(MegalisDb db, TenantStore tenants, Registration registration, IServiceProvider services, TimeProvider clock)
{
    public async Task<Invitation?> FindAsync(string? secret)
    {
        if (string.IsNullOrEmpty(secret))
            return null;
        var hash = OneTimeToken.Digest(secret);
        var invitation = await db.Set<Invitation>().SingleOrDefaultAsync(i => i.Hash == hash);
        if (invitation?.IsOpen(clock.GetUtcNow()) != true || tenants.Find(invitation.TenantId) is not { } tenant)
            return null;
        await using var scope = TenantScope.Enter(services, tenant);
        return await scope.Services.GetRequiredService<Inviters>().MayStillAsync(invitation) ? invitation : null;
    }

    public string StructureOf(Invitation invitation) => tenants.Find(invitation.TenantId)!.DisplayName;

    public string EntranceOf(Invitation invitation) => tenants.Find(invitation.TenantId) is { IsDefault: false } tenant ? $"/passage/{tenant.Name}?retour=/bureau" : "/bureau";

    /// <summary>The account of the invited address, or null.</summary>
    public Task<string?> OwnerOfAsync(Invitation invitation)
    {
        var folded = invitation.EmailFolded;
        return db.Set<Account>().Where(a => a.EmailFolded == folded).Select(a => (string?)a.Id).SingleOrDefaultAsync();
    }

    /// <summary>False when another tab was quicker, or who invites may not any more.</summary>
    public async Task<bool> AcceptAsync(Invitation invitation, string accountId)
    {
        var accepted = false;
        await db.TransactAsync(async () => accepted = await GiveSeatAsync(invitation, accountId));
        return accepted;
    }

    /// <summary>Opens the account of a newcomer, its address proven by the link, and gives the seat. Null when the link is worthless by now.</summary>
    public async Task<Account?> OpenAccountAsync(Invitation invitation, string name, string password)
    {
        var registered = await registration.OpenAsync(invitation.Email, name, password, entreprise: null, emailIsProven: true);
        return registered.Account is { } account && await AcceptAsync(invitation, account.Id) ? account : null;
    }

    private async Task<bool> GiveSeatAsync(Invitation invitation, string accountId)
    {
        var (id, now) = (invitation.Id, clock.GetUtcNow());
        DateTimeOffset? acceptedAt = now;
        await using var scope = await TenantScope.JoinAsync(services, tenants.Find(invitation.TenantId)!, db);
        // Whoever takes the inviter's rights away at this moment is waited for, or waits.
        await Seats.HoldAsync(scope.Db, invitation.TenantId);
        if (!await scope.Services.GetRequiredService<Inviters>().MayStillAsync(invitation))
            return false;
        var taken = await db.UpdateWhereAsync<Invitation>(
            i => i.Id == id && i.AcceptedAt == null && i.ExpiresAt > now, s => s.Set(i => i.AcceptedAt, acceptedAt).Set(i => i.AcceptedById, accountId));
        if (taken == 0)
            return false;
        var account = await db.Set<Account>().SingleAsync(a => a.Id == accountId);
        account.ConfirmEmail(now);
        await db.SaveChangesAsync();
        var seats = scope.Services.GetRequiredService<Seats>();
        if (await seats.FindAsync(accountId) is null && await seats.SuspensionAsync(accountId) is null)
            await seats.SetRolesAsync(accountId, invitation.Roles.Split(';', StringSplitOptions.RemoveEmptyEntries), invitation.Title, accountId);
        await scope.Db.SaveChangesAsync();
        return true;
    }
}
