using Megalis.Kernel.Security;
using Megalis.Workflows.Contracts;

namespace Megalis.Workflows.Inbox;

/// <summary>The person of this request as tasks know them: their account, and their roles and groups as they are now.</summary>
internal sealed class CurrentTaskPerson(CurrentUser user, TaskPeople people)
{
    private TaskPerson? _person;

    public async Task<TaskPerson> GetAsync(CancellationToken stop) => _person ??= user.IsSignedIn
        ? new TaskPerson(user.AccountId, await user.RolesAsync(stop), await people.GroupsAsync(user.AccountId, stop), await user.MayAsync(WorkflowPermissions.Tasks, stop))
        {
            HasSeat = await user.HasSeatAsync(stop),
        }
        : new TaskPerson("", [], []) { HasSeat = false };
}
