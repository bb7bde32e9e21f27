using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageRoles;

/// <summary>
/// Nobody gives, takes or changes a right that they do not hold themselves: whoever may manage accounts cannot make
/// themself, or a friend, an administrator.
/// </summary>
internal sealed class Grants(MegalisDb db, CurrentUser user, TenantContext tenant, Contributions contributions, IServiceProvider services)
{
    /// <summary>Permissions of the features that this tenant has on, in their order.</summary>
    public IReadOnlyList<Permission> All =>
        [.. contributions.Of<IPermissionProvider>(tenant.Tenant, services).SelectMany(p => p.Permissions).DistinctBy(p => p.Name)];

    /// <summary>The roles of this tenant that can be given to a person; not those that everybody has by themselves.</summary>
    public async Task<IReadOnlyList<Role>> RolesAsync() =>
        await db.Set<Role>().AsNoTracking().Where(r => r.Name != Role.Anonymous && r.Name != Role.Authenticated).OrderBy(r => r.Name).ToListAsync();

    /// <summary>The names among these that the current person may give or take.</summary>
    public async Task<IReadOnlySet<string>> GrantableAsync(IEnumerable<Role> roles)
    {
        var names = new HashSet<string>();
        foreach (var role in roles)
            if (await MayGrantAsync(role))
                names.Add(role.Name);
        return names;
    }

    /// <summary>Whether the current person may change somebody who has these roles.</summary>
    public async Task<bool> MayChangeAsync(IReadOnlyCollection<string> roleNames)
    {
        var roles = await db.Set<Role>().AsNoTracking().Where(r => roleNames.Contains(r.Name)).ToListAsync();
        var grantable = await GrantableAsync(roles);
        return roleNames.All(n => grantable.Contains(n) || (n != Role.Administrator && roles.All(r => r.Name != n)));
    }

    /// <summary>Whether the current person holds every right of a role.</summary>
    public async Task<bool> MayGrantAsync(Role role)
    {
        if (role.Name == Role.Administrator)
            return await user.MayAsync(KernelPermissions.SiteOwner);
        foreach (var permission in role.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (!await user.MayAsync(permission))
                return false;
        return true;
    }
}
