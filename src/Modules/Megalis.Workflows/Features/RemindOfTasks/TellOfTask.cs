using Megalis.Kernel.Data;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.RemindOfTasks;

/// <summary>« Une tâche vous attend », once for each place where a task comes to lie; and the rows that will remind of its date.</summary>
internal sealed class TellOfTask(MegalisDb db, TaskMails mails, Outbox outbox, Texts texts, TimeProvider clock) : IHandle<UserTaskOpened>
{
    public async Task HandleAsync(UserTaskOpened payload, CancellationToken stop)
    {
        if (await db.Set<TaskRow>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == payload.TaskId, stop) is not { State: TaskState.Open } task)
            return;
        if (payload.Move == 0 && task.Due is { } due)
            await PlanAsync(task.Id, due, stop);
        var last = await db.Set<TaskMoveRow>().AsNoTracking().Where(m => m.TaskId == task.Id).OrderByDescending(m => m.Number).FirstOrDefaultAsync(stop);
        // It has gone on since: whoever has it now is told by that move's own event.
        if ((last?.Number ?? 0) != payload.Move)
            return;
        if (last is not { Kind: TaskMoveKind.HandedOn or TaskMoveKind.GivenBack } && await AreManyAsync(task, stop))
            return;
        var about = await db.Set<InstanceRow>().Where(i => i.Id == task.InstanceId).Select(i => i.Title).SingleAsync(stop);
        var (subject, first) = await WordsAsync(task, last, stop);
        foreach (var address in await mails.AddressesAsync(task, stop))
            mails.Send(address, subject, first, task, about);
        await db.SaveChangesAsync(stop);
    }

    /// <summary>What comes by dozens is told in one mail, some minutes later. What a colleague hands on is told with their words.</summary>
    private async Task<bool> AreManyAsync(TaskRow task, CancellationToken stop)
    {
        var (lot, now) = (TaskLot.Of(task), clock.GetUtcNow());
        // One that is told late, after an outage, is not among those that came together just now.
        if (!await lot.Since(db, now - TellOfMany.Window).AnyAsync(t => t.Id == task.Id, stop))
            return false;
        if (await lot.Since(db, now - TellOfMany.Window).Take(TellOfMany.Few + 1).CountAsync(stop) <= TellOfMany.Few)
            return false;
        await lot.HoldAsync(db, stop);
        await TellOfMany.At(lot, now).AddToAsync(outbox, stop);
        await db.SaveChangesAsync(stop);
        return true;
    }

    private async Task<(string Subject, string First)> WordsAsync(TaskRow task, TaskMoveRow? last, CancellationToken stop)
    {
        if (last is null)
            return (texts["Une tâche vous attend : {0}", task.Title], texts["Une tâche vous attend :"]);
        if (last.Kind is TaskMoveKind.HolderLeft or TaskMoveKind.RoleLost)
            return (texts["Une tâche vous revient : {0}", task.Title], texts["La personne qui s’en chargeait n’est plus là, ou n’a plus ce rôle. Cette tâche vous revient :"]);
        var name = await mails.NameAsync(last.By, stop);
        var why = last.Comment.Length > 0 ? $"\n« {last.Comment} »" : "";
        return last.Kind == TaskMoveKind.GivenBack
            ? (texts["Une tâche vous revient : {0}", task.Title], texts["{0} vous rend une tâche :", name] + why)
            : (texts["{0} vous confie une tâche : {1}", name, task.Title], texts["{0} vous confie une tâche :", name] + why);
    }

    private async Task PlanAsync(string taskId, DateTimeOffset due, CancellationToken stop)
    {
        foreach (var (reminder, at) in new[] { (Reminder.Tomorrow, Eve(due)), (Reminder.Late, due) })
            if (at > clock.GetUtcNow())
                await outbox.AddOnceAsync(new RemindOfTask(taskId, reminder), $"{taskId}/{reminder}", at, stop);
    }

    /// <summary>Eight in the morning, Paris time, of the day before.</summary>
    private static DateTimeOffset Eve(DateTimeOffset due) => ParisTime.From(ParisTime.At(due).Date.AddDays(-1).AddHours(8));
}
