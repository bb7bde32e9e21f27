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

internal sealed class RemindOfTaskHandler(MegalisDb db, TaskMails mails, Texts texts) : IHandle<RemindOfTask>
{
    public async Task HandleAsync(RemindOfTask payload, CancellationToken stop)
    {
        if (await db.Set<TaskRow>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == payload.TaskId, stop) is not { State: TaskState.Open } task)
            return;
        var about = await db.Set<InstanceRow>().Where(i => i.Id == task.InstanceId).Select(i => i.Title).SingleAsync(stop);
        var (subject, first) = payload.Reminder == Reminder.Late
            ? (texts["En retard : {0}", task.Title], texts["Cette tâche vous attend encore, et sa date est passée :"])
            : (texts["À faire demain : {0}", task.Title], texts["Cette tâche est à faire pour demain :"]);
        foreach (var address in await mails.AddressesAsync(task, stop))
            mails.Send(address, subject, first, task, about);
        await db.SaveChangesAsync(stop);
    }
}
