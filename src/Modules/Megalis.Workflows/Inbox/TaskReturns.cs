using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Inbox;

/// <summary>
/// Tasks that were taken or handed on go back by themselves when who has them left, or lost the role by which they took them: to
/// the last one of those who had them and are still here, else to where the definition put them.
/// </summary>
internal sealed class TaskReturns(MegalisDb db, Outbox outbox, Journal journal, TimeProvider clock, TaskPeople people)
{
    private readonly Dictionary<string, TaskPerson> _people = [];

    /// <summary>Of one person in this tenant. Saves.</summary>
    /// <param name="hasLeft">Whatever their seat still says.</param>
    /// <returns>How many went back.</returns>
    public async Task<int> PutBackAsync(string accountId, bool hasLeft, CancellationToken stop)
    {
        var held = db.Set<TaskRow>().Where(t => t.State == TaskState.Open && t.AccountId == accountId && t.Move > 0);
        var rows = await held.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).ToListAsync(stop);
        if (rows.Count == 0)
            return 0;
        if (hasLeft)
            _people[accountId] = new TaskPerson(accountId, [], []) { HasSeat = false };
        var moves = (await db.Set<TaskMoveRow>().AsNoTracking().Where(m => held.Any(t => t.Id == m.TaskId)).ToListAsync(stop)).ToLookup(m => m.TaskId);
        var returned = 0;
        foreach (var row in rows)
            if (await PutBackAsync(row, [.. moves[row.Id]], stop))
                returned++;
        await db.SaveChangesAsync(stop);
        return returned;
    }

    private async Task<bool> PutBackAsync(TaskRow row, List<TaskMoveRow> moves, CancellationToken stop)
    {
        if (await WhyAsync(row, moves, stop) is not { } why)
            return false;
        var back = new TaskMoveRow
        {
            TaskId = row.Id,
            Number = moves.Max(m => m.Number) + 1,
            Kind = why,
            At = clock.GetUtcNow(),
            FromAccount = row.AccountId,
            FromMove = row.Move,
        };
        do
        {
            var held = moves.Find(m => m.Number == row.Move)!;
            (row.AccountId, row.Role, row.Group, row.Move) = (held.FromAccount, held.FromRole, held.FromGroup, held.FromMove);
        }
        while (await WhyAsync(row, moves, stop) is not null);
        back.ToAccount = row.AccountId;
        db.Add(back);
        journal.Append("task.returned", UserTasks.JournalKind, row.Id, new { row.Title, from = back.FromAccount, to = new { row.AccountId, row.Role, row.Group }, why = why.ToString() }, Journal.SystemActor);
        outbox.Add(new UserTaskOpened(row.Id, row.InstanceId, back.Number));
        return true;
    }

    /// <summary>Null: it may stay where it lies.</summary>
    private async Task<TaskMoveKind?> WhyAsync(TaskRow row, List<TaskMoveRow> moves, CancellationToken stop)
    {
        if (row.Move == 0)
            return null;
        if (!_people.TryGetValue(row.AccountId, out var person))
            _people[row.AccountId] = person = await people.FindAsync(row.AccountId, stop);
        if (!person.HasSeat)
            return TaskMoveKind.HolderLeft;
        return row.IsHeldBy(person, moves.Find(m => m.Number == row.Move)) ? null : TaskMoveKind.RoleLost;
    }
}
