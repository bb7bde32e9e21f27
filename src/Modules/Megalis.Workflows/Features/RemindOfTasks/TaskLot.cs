using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.RemindOfTasks;

/// <summary>Whose open tasks: those of one account, else of one role or group. Who has many of them is told of them together.</summary>
internal sealed record TaskLot(string AccountId, string Role, string Group)
{
    public static TaskLot Of(TaskRow task) => new(task.AccountId, task.Role, task.Group);

    public IQueryable<TaskRow> In(MegalisDb db) =>
        db.Set<TaskRow>().AsNoTracking().Where(t => t.State == TaskState.Open && t.AccountId == AccountId && t.Role == Role && t.Group == Group);

    /// <summary>Those that came to lie there since, by the workflow or from somebody's hands.</summary>
    public IQueryable<TaskRow> Since(MegalisDb db, DateTimeOffset since) =>
        In(db).Where(t => t.CreatedAt >= since || db.Set<TaskMoveRow>().Any(m => m.TaskId == t.Id && m.At >= since));

    /// <summary>One handler at a time decides what is told of these: two that added the same row would be done again, after it was sent.</summary>
    public async Task HoldAsync(MegalisDb db, CancellationToken stop)
    {
        if (await In(db).OrderBy(t => t.Id).Select(t => t.Id).FirstOrDefaultAsync(stop) is { } first)
            await db.HoldAsync<TaskRow>(first, alone: true, stop);
    }

    public string Key => $"{AccountId}/{Role}/{Group}";
}
