using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageAccounts;

/// <summary>An invitation is worth what its writer may give today: it ends with their right to write it.</summary>
internal sealed class Inviters(MegalisDb db, TenantContext tenant, MemberRights rights)
{
    /// <summary>Whether the writer still manages the accounts of this tenant and still holds every right of the roles that the invitation gives.</summary>
    public async Task<bool> MayStillAsync(Invitation invitation)
    {
        var by = invitation.ById;
        // Nobody's: the platform itself wrote it, at the end of a circuit.
        if (by.Length == 0)
            return true;
        if (await IsDisabledAsync(by) || !await rights.MayAsync(by, KernelPermissions.ManageUsers))
            return false;
        foreach (var permission in await PermissionsAsync(invitation.Roles.Split(';', StringSplitOptions.RemoveEmptyEntries)))
            if (!await rights.MayAsync(by, permission))
                return false;
        return true;
    }

    /// <summary>Ends the open invitations that a person may not have written any more; those of a closed account everywhere.</summary>
    public async Task EndAsync(string accountId)
    {
        var here = tenant.Tenant.Id;
        if (await IsDisabledAsync(accountId))
        {
            await db.DeleteWhereAsync<Invitation>(i => i.ById == accountId && i.AcceptedAt == null);
            return;
        }

        foreach (var invitation in await db.Set<Invitation>().AsNoTracking().Where(i => i.TenantId == here && i.ById == accountId && i.AcceptedAt == null).ToListAsync())
            if (!await MayStillAsync(invitation))
                await db.DeleteWhereAsync<Invitation>(i => i.Id == invitation.Id);
    }

    private Task<bool> IsDisabledAsync(string accountId) => db.Set<AccountDisabling>().AnyAsync(d => d.AccountId == accountId);

    private async Task<IReadOnlyCollection<string>> PermissionsAsync(string[] roleNames)
    {
        if (roleNames.Contains(Role.Administrator))
            return [KernelPermissions.SiteOwner];
        var roles = await db.Set<Role>().AsNoTracking().Where(r => roleNames.Contains(r.Name)).Select(r => r.Permissions).ToListAsync();
        return roles.SelectMany(p => p.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
    }
}
