using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Inbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Megalis.Workflows.Features.DoTask;

/// <summary>One task: what is asked, what was answered before, and the answer; then the next one comes.</summary>
[Feature("Megalis.Workflows")]
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DoTaskModel(UserTasks tasks, TaskReader reader, CurrentTaskPerson current, TaskWords words, TimeProvider clock) : MegalisPage
{
    [BindProperty]
    public string? Comment { get; set; }

    /// <summary>Null: there is none of this id for this person, and the page says so.</summary>
    public UserTask? Task { get; private set; }
    public TaskPerson Person { get; private set; } = null!;

    /// <summary>The other tasks of the same workflow that were answered, the oldest first.</summary>
    public IReadOnlyList<UserTask> Answered { get; private set; } = [];

    /// <summary>What the workflow waits for beside this one.</summary>
    public IReadOnlyList<UserTask> Waiting { get; private set; } = [];
    /// <summary>How it changed hands.</summary>
    public IReadOnlyList<TaskMoveRow> Way { get; private set; } = [];
    public string? Before { get; private set; }
    public string? After { get; private set; }
    public bool IsOnItsWay { get; private set; }

    public TaskWords Words => words;
    public DateTimeOffset Now => clock.GetUtcNow();
    public bool MayAnswer => Task!.Rights.HasFlag(TaskRights.Answer);

    /// <summary>Where the subject is seen; a definition may have computed something else.</summary>
    public string? Link => Task is { Link.Length: > 0 } task && Url.IsLocalUrl(task.Link) ? task.Link : null;

    /// <summary>Under the field of the comment: which answers need one.</summary>
    public string CommentHint => Task!.ReasonFor.Count switch
    {
        0 => T["Ceux qui liront la suite du circuit le verront."],
        _ => T["Obligatoire pour répondre {0} : dites ce qu’il faut changer.", string.Join(", ", Task.ReasonFor.Select(one => $"«{FrenchTypography.NoBreakSpace}{words.Outcome(one)}{FrenchTypography.NoBreakSpace}»"))],
    };

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken stop)
    {
        await LoadAsync(id, stop);
        return Shown();
    }

    public async Task<IActionResult> OnPostAsync(string id, string? outcome, CancellationToken stop)
    {
        await LoadAsync(id, stop);
        if (Task is not { } task)
            return Shown();
        var refusal = await tasks.CompleteAsync(id, Person, outcome ?? "", (Comment ?? "").Trim(), stop);
        if (refusal is not null)
            await LoadAsync(id, stop);
        // A second click is no second answer.
        if (refusal is not null && !(Task is { IsOpen: false } ended && ended.EndedBy == Person.AccountId && ended.Outcome == outcome))
            return Task is null ? Shown() : Refused(refusal);
        return Next(task, After ?? Before, T["Vous avez répondu « {0} » à « {1} ». Le circuit continue.", words.Outcome(outcome!), task.Title]);
    }

    public async Task<IActionResult> OnPostTakeAsync(string id, CancellationToken stop) =>
        await ActedAsync(id, person => tasks.TakeAsync(id, person, stop), "Vous vous chargez de cette tâche : les autres ne la voient plus dans leur liste.", stop);

    public async Task<IActionResult> OnPostGiveBackAsync(string id, CancellationToken stop) =>
        await ActedAsync(id, person => tasks.GiveBackAsync(id, person, (Comment ?? "").Trim(), stop), "La tâche est revenue là où elle était.", stop);

    private async Task<IActionResult> ActedAsync(string id, Func<TaskPerson, Task<Refusal?>> act, string done, CancellationToken stop)
    {
        await LoadAsync(id, stop);
        if (Task is not { } task)
            return Shown();
        var (before, after) = (Before, After);
        var refusal = await act(Person);
        await LoadAsync(id, stop);
        if (refusal is not null)
            return Task is null ? Shown() : Refused(refusal);
        Notice = T[done];
        // Whoever gave it away has nothing to do here any more.
        return Task is { } still && still.Rights.HasFlag(TaskRights.Answer) ? LocalRedirect($"/taches/{id}") : Next(task, after ?? before, Notice);
    }

    private LocalRedirectResult Next(UserTask done, string? next, string said)
    {
        Notice = next is null ? said : said + " " + T["Voici la tâche suivante."];
        return LocalRedirect(next is null ? $"/taches?fait={done.Id}" : $"/taches/{next}");
    }

    private PageResult Shown()
    {
        if (Task is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }

    private async Task LoadAsync(string id, CancellationToken stop)
    {
        Person = await current.GetAsync(stop);
        Task = await tasks.FindAsync(id, Person, stop);
        (Before, After) = await reader.AroundAsync(id, Person, stop);
        if (Task is null)
            return;
        var all = await reader.OfInstanceAsync(Task.InstanceId, Person, stop);
        Answered = [.. all.Where(t => !t.IsOpen && t.Id != id).OrderBy(t => t.EndedAt)];
        Waiting = [.. all.Where(t => t.IsOpen && t.Id != id)];
        IsOnItsWay = !Task.IsOpen && await reader.IsOnItsWayAsync(id, stop);
        Way = await reader.WayAsync(id, stop);
        await words.LoadAsync([.. all, Task], stop);
        await words.LoadAsync(Way.SelectMany(m => (string[])[m.By, m.FromAccount, m.ToAccount]), stop);
    }
}
