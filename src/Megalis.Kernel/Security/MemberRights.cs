using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Security;

/// <summary>What the members of this tenant may do, by account and as of now: for work that goes on when nobody is signed in.</summary>
public sealed class MemberRights(MegalisDb db, TenantContext tenant, Contributions contributions, IServiceProvider services)
{
    /// <summary>False for an account without a seat here.</summary>
    public async Task<bool> MayAsync(string accountId, string permission, CancellationToken stop = default)
    {
        var here = tenant.Tenant.Id;
        if (await db.Set<Membership>().AsNoTracking().SingleOrDefaultAsync(m => m.AccountId == accountId && m.TenantId == here, stop) is not { } seat)
            return false;
        var granted = await OfRolesAsync([Role.Anonymous, Role.Authenticated, .. seat.RoleNames], stop);
        return granted.Contains(KernelPermissions.SiteOwner) || granted.Contains(permission);
    }

    internal async Task<IReadOnlySet<string>> OfRolesAsync(List<string> names, CancellationToken stop)
    {
        var granted = (await db.Set<Role>().AsNoTracking().Where(r => names.Contains(r.Name)).Select(r => r.Permissions).ToListAsync(stop))
            .SelectMany(p => p.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet();
        if (names.Contains(Role.Administrator))
            granted.Add(KernelPermissions.SiteOwner);
        Imply(granted, [.. contributions.Of<IPermissionProvider>(tenant.Tenant, services).SelectMany(p => p.Permissions)]);
        return granted;
    }

    /// <summary>Grants what is implied, through several levels.</summary>
    private static void Imply(HashSet<string> granted, List<Permission> all)
    {
        var before = -1;
        while (before != granted.Count)
        {
            before = granted.Count;
            foreach (var permission in all.Where(p => p.ImpliedBy.Any(granted.Contains)))
                granted.Add(permission.Name);
        }
    }
}
