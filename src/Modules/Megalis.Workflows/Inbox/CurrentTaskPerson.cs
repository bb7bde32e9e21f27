using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Contracts;

namespace Megalis.Workflows.Inbox;

/// <summary>The person of this request as tasks know them: their account, and their roles and groups as they are now.</summary>
internal sealed class CurrentTaskPerson(CurrentUser user, Contributions contributions, TenantContext tenant, IServiceProvider services)
{
    private TaskPerson? _person;

    public async Task<TaskPerson> GetAsync(CancellationToken stop)
    {
        if (_person is not null)
            return _person;
        var groups = new List<string>();
        if (user.IsSignedIn)
            foreach (var source in contributions.Of<ITaskGroups>(tenant.Tenant, services))
                groups.AddRange(await source.OfAsync(user.AccountId, stop));
        return _person = new TaskPerson(user.AccountId, await user.RolesAsync(stop), groups, user.IsSignedIn && await user.MayAsync(WorkflowPermissions.Tasks, stop))
        {
            HasSeat = await user.HasSeatAsync(stop),
        };
    }
}
