using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Contracts;

/// <summary>Tasks of people: what waits for me, and my answer.</summary>
public sealed class UserTasks
{
    internal const string JournalKind = "tache-circuit";

    private readonly MegalisDb _db;
    private readonly Outbox _outbox;
    private readonly Journal _journal;
    private readonly TimeProvider _clock;

    internal UserTasks(MegalisDb db, Outbox outbox, Journal journal, TimeProvider clock) => (_db, _outbox, _journal, _clock) = (db, outbox, journal, clock);

    /// <summary>Open tasks that a person may do in this tenant: theirs, their roles', their groups'. The earliest due first, those without a date last.</summary>
    /// <param name="page">From 1.</param>
    public async Task<(IReadOnlyList<UserTask> Tasks, int Total)> OpenAsync(TaskPerson person, int page, int size, CancellationToken stop = default)
    {
        var mine = Visible(person).Where(t => t.State == TaskState.Open);
        var rows = await mine.OrderBy(t => t.Due == null).ThenBy(t => t.Due).ThenBy(t => t.Id).Skip((page - 1) * size).Take(size).ToListAsync(stop);
        return ([.. rows.Select(Card)], await mine.CountAsync(stop));
    }

    /// <summary>How many, for the menu.</summary>
    public Task<int> CountAsync(TaskPerson person, CancellationToken stop = default) => Visible(person).CountAsync(t => t.State == TaskState.Open, stop);

    /// <summary>One task that a person may see, open or ended; null when there is none for them.</summary>
    public async Task<UserTask?> FindAsync(string taskId, TaskPerson person, CancellationToken stop = default) =>
        await Visible(person).SingleOrDefaultAsync(t => t.Id == taskId, stop) is { } row ? Card(row) : null;

    /// <summary>
    /// Answers a task: outcome, comment, who and when are stored with a journal entry, and the workflow goes on after the
    /// commit. Saves. Of two people who answer at a time the second is told.
    /// </summary>
    /// <param name="outcome">One of <see cref="UserTask.Outcomes"/>.</param>
    public Task<Refusal?> CompleteAsync(string taskId, TaskPerson person, string outcome, string comment, CancellationToken stop = default) =>
        ActAsync(taskId, person, row =>
        {
            if (!OutcomesOf(row).Contains(outcome))
                return new Refusal("Choisissez l'une des réponses proposées.");
            (row.State, row.Outcome, row.Comment, row.EndedBy, row.EndedAt) = (TaskState.Done, outcome, comment, person.AccountId, _clock.GetUtcNow());
            var answer = new JsonObject { ["outcome"] = outcome, ["comment"] = comment, ["by"] = person.AccountId };
            _db.Add(StimulusWriter.To(row.InstanceId, row.Execution, WaitKinds.Task, "", answer, $"task/{row.Id}", _clock.GetUtcNow()));
            _outbox.Add(new RunStep(row.InstanceId));
            _journal.Append("task.completed", JournalKind, row.Id, new { row.Title, outcome, comment, row.InstanceId }, person.AccountId);
            return null;
        }, stop);

    /// <summary>Hands a task on to another account, who alone may then do it. Saves.</summary>
    /// <param name="accountId">Not empty: nobody could do the task. That the account exists is for the caller to know.</param>
    public Task<Refusal?> HandOnAsync(string taskId, TaskPerson person, string accountId, string comment, CancellationToken stop = default) =>
        ActAsync(taskId, person, row =>
        {
            if (string.IsNullOrWhiteSpace(accountId))
                return new Refusal("Dites à qui vous confiez cette tâche.").On("accountId");
            _journal.Append("task.handed-on", JournalKind, row.Id, new { row.Title, from = new { row.AccountId, row.Role, row.Group }, to = accountId, comment }, person.AccountId);
            (row.AccountId, row.Role, row.Group) = (accountId, "", "");
            _outbox.Add(new UserTaskOpened(row.Id, row.InstanceId));
            return null;
        }, stop);

    private async Task<Refusal?> ActAsync(string taskId, TaskPerson person, Func<TaskRow, Refusal?> act, CancellationToken stop)
    {
        var ended = new Refusal("Cette tâche n'est plus à faire : quelqu'un y a répondu, ou le circuit a pris un autre chemin.");
        if (await Visible(person, tracked: true).SingleOrDefaultAsync(t => t.Id == taskId, stop) is not { State: TaskState.Open } row)
            return ended;
        if (act(row) is { } refusal)
            return refusal;
        try
        {
            await _db.SaveChangesAsync(stop);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ended;
        }
    }

    private IQueryable<TaskRow> Visible(TaskPerson person, bool tracked = false)
    {
        var tasks = tracked ? _db.Set<TaskRow>() : _db.Set<TaskRow>().AsNoTracking();
        if (person.MayDoAll)
            return tasks;
        var (account, roles, groups) = (person.AccountId, person.Roles, person.Groups);
        return tasks.Where(t => (t.AccountId == account && account != "")
            || (t.AccountId == "" && ((t.Role != "" && roles.Contains(t.Role)) || (t.Group != "" && groups.Contains(t.Group))))
            || (t.EndedBy == account && account != ""));
    }

    private static UserTask Card(TaskRow row) => new(
        row.Id, row.InstanceId, row.Title, row.Instructions, row.Link, row.AccountId, row.Role, row.Group, OutcomesOf(row), row.CreatedAt, row.Due,
        row.State == TaskState.Open, row.Outcome, row.Comment, row.EndedBy, row.EndedAt);

    private static List<string> OutcomesOf(TaskRow row) => JsonSerializer.Deserialize<List<string>>(row.Outcomes)!;
}

/// <summary>Who asks.</summary>
/// <param name="AccountId">26 characters.</param>
/// <param name="Roles">Names of the roles held in this tenant.</param>
/// <param name="Groups">Names of the groups belonged to.</param>
/// <param name="MayDoAll">Holds a permission over everybody's tasks.</param>
public sealed record TaskPerson(string AccountId, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups, bool MayDoAll = false);

/// <summary>A task as an inbox shows it.</summary>
/// <param name="Link">A path of this tenant, or empty.</param>
/// <param name="AccountId">For whom; empty: for whoever holds <paramref name="Role"/> or belongs to <paramref name="Group"/>.</param>
/// <param name="EndedBy">The account that answered; empty while it is open, or when the workflow went another way.</param>
public sealed record UserTask(
    string Id, string InstanceId, string Title, string Instructions, string Link, string AccountId, string Role, string Group, IReadOnlyList<string> Outcomes,
    DateTimeOffset CreatedAt, DateTimeOffset? Due, bool IsOpen, string Outcome, string Comment, string EndedBy, DateTimeOffset? EndedAt);
