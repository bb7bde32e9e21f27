using Megalis.Kernel.Data;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.RemindOfTasks;

/// <summary>Why one is reminded. Stored: never change a name.</summary>
internal enum Reminder
{
    /// <summary>The task is due on the next day.</summary>
    Tomorrow,

    /// <summary>Its date has passed.</summary>
    Late,
}

/// <summary>A reminder, due at its instant; what was answered meanwhile reminds nobody.</summary>
[QueueKind("workflows.remind-task.v1", Label = "Rappel d’une tâche")]
internal sealed record RemindOfTask(string TaskId, Reminder Reminder);

/// <summary>One mail for all tasks of the same people that are due on the same day, or whose date passed in the same hour.</summary>
/// <param name="From">The beginning of that day or hour.</param>
/// <param name="Until">Its end, which is not of it.</param>
[QueueKind("workflows.remind-tasks.v1", Label = "Rappel de tâches")]
internal sealed record RemindTogether(TaskLot Lot, Reminder Reminder, DateTimeOffset From, DateTimeOffset Until);

internal sealed class RemindOfTaskHandler(MegalisDb db, Outbox outbox, TimeProvider clock) : IHandle<RemindOfTask>
{
    /// <summary>The rows of one morning are worked one after the other.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMinutes(1);

    public async Task HandleAsync(RemindOfTask payload, CancellationToken stop)
    {
        if (await db.Set<TaskRow>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == payload.TaskId, stop) is not { State: TaskState.Open, Due: { } due } task)
            return;
        var paris = ParisTime.At(due);
        var (from, until) = payload.Reminder == Reminder.Late
            ? (due - TimeSpan.FromTicks(due.UtcTicks % TimeSpan.TicksPerHour), due - TimeSpan.FromTicks(due.UtcTicks % TimeSpan.TicksPerHour) + TimeSpan.FromHours(1))
            : (ParisTime.From(paris.Date), ParisTime.From(paris.Date.AddDays(1)));
        var lot = TaskLot.Of(task);
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{lot.Key}/{payload.Reminder}/{from.UtcDateTime:O}");
        await lot.HoldAsync(db, stop);
        // After an outage the hour is over, and there are rows of it still to come.
        var soon = clock.GetUtcNow() + Gathering;
        await outbox.AddOnceAsync(new RemindTogether(lot, payload.Reminder, from, until), key, payload.Reminder == Reminder.Late && until > soon ? until : soon, stop);
        await db.SaveChangesAsync(stop);
    }
}

internal sealed class RemindTogetherHandler(MegalisDb db, TaskMails mails, Texts texts) : IHandle<RemindTogether>
{
    public async Task HandleAsync(RemindTogether payload, CancellationToken stop)
    {
        var (from, until) = (payload.From, payload.Until);
        var tasks = payload.Lot.In(db).Where(t => t.Due >= from && t.Due < until);
        if (await tasks.Take(2).ToListAsync(stop) is [var task])
        {
            var (subject, first) = payload.Reminder == Reminder.Late
                ? (texts["En retard : {0}", task.Title], texts["Cette tâche vous attend encore, et sa date est passée :"])
                : (texts["À faire demain : {0}", task.Title], texts["Cette tâche est à faire pour demain :"]);
            var about = await db.Set<InstanceRow>().Where(i => i.Id == task.InstanceId).Select(i => i.Title).SingleAsync(stop);
            foreach (var address in await mails.AddressesAsync(task, stop))
                mails.Send(address, subject, first, task, about);
        }
        else
        {
            await mails.SendManyAsync(tasks, count => payload.Reminder == Reminder.Late
                ? (texts["En retard : {0} tâches", count], texts["Ces tâches vous attendent encore, et leur date est passée :"])
                : (texts["À faire demain : {0} tâches", count], texts["Ces tâches sont à faire pour demain :"]), stop);
        }

        await db.SaveChangesAsync(stop);
    }
}
