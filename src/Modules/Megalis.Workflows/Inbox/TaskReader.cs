using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Inbox;

/// <summary>Tasks as people see them.</summary>
internal sealed class TaskReader(MegalisDb db, TimeProvider clock)
{
    public async Task<(IReadOnlyList<UserTask> Tasks, int Total)> ListAsync(TaskPerson person, TaskShelf shelf, string words, int page, int size, CancellationToken stop)
    {
        var tasks = db.Set<TaskRow>().AsNoTracking().On(shelf, person, db, clock.GetUtcNow()).WithWords(words);
        var rows = await tasks.InOrderOf(shelf).Skip((page - 1) * size).Take(size).ToListAsync(stop);
        return (await CardsAsync(rows, person, stop), await tasks.CountAsync(stop));
    }

    public Task<int> CountAsync(TaskPerson person, int most, CancellationToken stop) =>
        db.Set<TaskRow>().AsNoTracking().On(TaskShelf.Open, person, db, clock.GetUtcNow()).Take(most).CountAsync(stop);

    public async Task<UserTask?> FindAsync(string taskId, TaskPerson person, CancellationToken stop)
    {
        var row = await db.Set<TaskRow>().AsNoTracking().SeenBy(person, db).SingleOrDefaultAsync(t => t.Id == taskId, stop);
        return row is null ? null : (await CardsAsync([row], person, stop))[0];
    }

    /// <summary>The neighbours of a task in the order of what waits; the first one after one that does not wait any more.</summary>
    public async Task<(string? Before, string? After)> AroundAsync(string taskId, TaskPerson person, CancellationToken stop)
    {
        var ids = await db.Set<TaskRow>().AsNoTracking().On(TaskShelf.Open, person, db, clock.GetUtcNow()).InOrderOf(TaskShelf.Open).Select(t => t.Id).Take(1000).ToListAsync(stop);
        var at = ids.IndexOf(taskId);
        return at < 0 ? (null, ids.FirstOrDefault()) : (ids.ElementAtOrDefault(at - 1), ids.ElementAtOrDefault(at + 1));
    }

    /// <summary>All tasks of an instance, the oldest first: what was answered before, and what it waits for now.</summary>
    public async Task<IReadOnlyList<UserTask>> OfInstanceAsync(string instanceId, TaskPerson person, CancellationToken stop)
    {
        var rows = await db.Set<TaskRow>().AsNoTracking().Where(t => t.InstanceId == instanceId && t.State != TaskState.Withdrawn)
            .OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Take(200).ToListAsync(stop);
        return await CardsAsync(rows, person, stop);
    }

    /// <summary>How a task changed hands, the first time first.</summary>
    public async Task<IReadOnlyList<TaskMoveRow>> WayAsync(string taskId, CancellationToken stop) =>
        await db.Set<TaskMoveRow>().AsNoTracking().Where(m => m.TaskId == taskId).OrderBy(m => m.Number).ToListAsync(stop);

    /// <summary>The answer is stored and the workflow has not heard it yet.</summary>
    public Task<bool> IsOnItsWayAsync(string taskId, CancellationToken stop)
    {
        var key = KeyOf(taskId);
        return db.Set<StimulusRow>().AnyAsync(s => s.DedupeKey == key && s.Kind == WaitKinds.Task && s.State == StimulusState.Open, stop);
    }

    /// <summary>One answer for one task, however often it is sent.</summary>
    public static string KeyOf(string taskId) => $"task/{taskId}";

    public static List<string> Texts(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    private async Task<List<UserTask>> CardsAsync(List<TaskRow> rows, TaskPerson person, CancellationToken stop)
    {
        var instances = rows.Select(r => r.InstanceId).Distinct().ToList();
        var titles = await db.Set<InstanceRow>().AsNoTracking().Where(i => instances.Contains(i.Id)).Select(i => new { i.Id, i.Title }).ToDictionaryAsync(i => i.Id, i => i.Title, stop);
        var moved = rows.Where(r => r.Move > 0).Select(r => r.Id).ToList();
        var moves = moved.Count == 0 ? [] : await db.Set<TaskMoveRow>().AsNoTracking().Where(m => moved.Contains(m.TaskId)).ToListAsync(stop);
        return [.. rows.Select(r => Card(r, titles.GetValueOrDefault(r.InstanceId, ""), moves.Find(m => m.TaskId == r.Id && m.Number == r.Move), person))];
    }

    private static UserTask Card(TaskRow row, string about, TaskMoveRow? move, TaskPerson person) => new(
        row.Id, row.InstanceId, row.Title, row.Instructions, row.Link, row.AccountId, row.Role, row.Group, Texts(row.Outcomes), row.CreatedAt, row.Due,
        row.State == TaskState.Open, row.Outcome, row.Comment, row.EndedBy, row.EndedAt)
    {
        About = about,
        ReasonFor = Texts(row.ReasonFor),
        Hold = move is null ? null : new TaskHold(move.By, move.At, move.Comment, move.Kind == TaskMoveKind.Taken, move.FromAccount, move.FromRole, move.FromGroup),
        Rights = RightsOf(row, move, person),
    };

    public static TaskRights RightsOf(TaskRow row, TaskMoveRow? move, TaskPerson person)
    {
        if (row.State != TaskState.Open)
            return TaskRights.None;
        var rights = TaskRights.None;
        var holds = row.IsHeldBy(person, move) || person.MayDoAll;
        if (holds)
            rights |= TaskRights.Answer;
        if (holds && row.AccountId.Length == 0)
            rights |= TaskRights.Take;
        if (move is not null && (holds || move.By == person.AccountId))
            rights |= TaskRights.GiveBack;
        return rights;
    }
}
