using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Inbox;

namespace Megalis.Workflows.Features.ListTasks;

/// <summary>« Mes tâches » with their number: for who works here, and for whoever has one.</summary>
internal sealed class TasksNavigation(TaskReader tasks, CurrentTaskPerson current, CurrentUser user) : INavigationProvider
{
    private const int CountedUpTo = 99;

    private int _count;
    private bool _worksHere;
    private bool _hasDesk;

    public async ValueTask LoadAsync(CancellationToken stop)
    {
        if (!user.IsSignedIn)
            return;
        var person = await current.GetAsync(stop);
        _count = await tasks.CountAsync(person, CountedUpTo, stop);
        _worksHere = person.Roles.Count > 0;
        _hasDesk = await user.MayAsync(KernelPermissions.AccessDesk, stop);
    }

    public IEnumerable<NavigationItem> Items()
    {
        if (_count > 0 || _worksHere)
            yield return new NavigationItem("Mes tâches", "/taches", "list-check", Order: 5, Zone: NavigationZones.Account) { Count = _count };
        if (_count > 0 || _hasDesk)
            yield return new NavigationItem("Mes tâches", "/taches", "list-check", Order: 1, Zone: NavigationZones.Desk) { Count = _count };
    }
}

/// <summary>On the desk: each task that waits for the person.</summary>
internal sealed class TasksDesk(TaskReader tasks, CurrentTaskPerson current, Texts t, TimeProvider clock) : IDeskSource
{
    private const int Most = 50;

    public async Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken stop)
    {
        var (rows, _) = await tasks.ListAsync(await current.GetAsync(stop), TaskShelf.Open, "", 1, Most, stop);
        return [.. rows.Select(task => new Waiting(task.Due < clock.GetUtcNow() ? t["{0} (en retard)", task.Title] : task.Title, task.About, $"/taches/{task.Id}", "list-check", task.CreatedAt, "/taches"))];
    }
}
