using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageRoles;

internal sealed record RoleLine(string Name, string Description, int Rights, int People);

/// <summary>The roles of this tenant.</summary>
[RequirePermission(KernelPermissions.ManageRoles)]
internal sealed class ListModel(MegalisDb db) : UsersPage
{
    public IReadOnlyList<RoleLine> Lines { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var here = Tenant.Id;
        var seats = await db.Set<Membership>().AsNoTracking().Where(m => m.TenantId == here).Select(m => m.Roles).ToListAsync();
        var people = seats.SelectMany(r => r.Split(';', StringSplitOptions.RemoveEmptyEntries)).CountBy(r => r).ToDictionary();
        var roles = await db.Set<Role>().AsNoTracking().OrderBy(r => r.Name).ToListAsync();
        Lines = [.. roles.Select(r => new RoleLine(
            r.Name, r.Description, r.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, people.GetValueOrDefault(r.Name)))];
    }
}
