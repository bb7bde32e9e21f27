using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Inbox;

/// <summary>Anybody as tasks know them, signed in or not: what they could do if they clicked now.</summary>
internal sealed class TaskPeople(MegalisDb db, TenantContext tenant, Members members, MemberRights rights, Contributions contributions, IServiceProvider services)
{
    /// <summary>Of a closed account nothing is left but its id.</summary>
    public async Task<TaskPerson> FindAsync(string accountId, CancellationToken stop)
    {
        var here = tenant.Tenant.Id;
        if (accountId.Length == 0 || await members.FindAsync(here, accountId, stop) is null)
            return new TaskPerson(accountId, [], []) { HasSeat = false };
        var seat = await db.Set<Membership>().AsNoTracking().SingleAsync(m => m.AccountId == accountId && m.TenantId == here, stop);
        return new TaskPerson(accountId, [.. seat.RoleNames], await GroupsAsync(accountId, stop), await rights.MayAsync(accountId, WorkflowPermissions.Tasks, stop));
    }

    public async Task<IReadOnlyList<string>> GroupsAsync(string accountId, CancellationToken stop)
    {
        var groups = new List<string>();
        foreach (var source in Sources)
            groups.AddRange(await source.OfAsync(accountId, stop));
        return groups;
    }

    /// <summary>Whether any module keeps groups here: without one a group's task waits for nobody.</summary>
    public bool KnowGroups => Sources.Any();

    private IEnumerable<ITaskGroups> Sources => contributions.Of<ITaskGroups>(tenant.Tenant, services);
}
