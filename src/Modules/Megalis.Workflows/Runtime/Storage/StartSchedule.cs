using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>A clock that starts instances of a version is due.</summary>
/// <param name="At">The instant that it stands for: the row may be taken later.</param>
[QueueKind("workflows.start.v1", Lane.Steps, Label = "Démarrage d'un circuit à sa date")]
internal sealed record StartDue(string VersionId, string ActivityId, DateTimeOffset At);

/// <summary>
/// What starts instances of the version that new ones stand on: a row for each trigger, and for each that follows a clock
/// its next date in the queue. They come with a publication and go with the next one, or with a withdrawal.
/// </summary>
internal sealed class StartSchedule(MegalisDb db, Outbox outbox, TimeProvider clock)
{
    /// <summary>The caller saves.</summary>
    public async Task AddAsync(WorkflowDefinition definition, string versionId, CancellationToken stop)
    {
        foreach (var trigger in StartTriggers.Of(definition))
        {
            db.Add(new TriggerRow { VersionId = versionId, ActivityId = trigger.ActivityId, Kind = trigger.Kind, Key = trigger.Key });
            await PlanAsync(versionId, trigger, clock.GetUtcNow(), stop);
        }
    }

    public async Task RemoveAsync(string versionId, CancellationToken stop)
    {
        foreach (var activity in await db.Set<TriggerRow>().Where(t => t.VersionId == versionId && t.Kind != StartTriggers.Event).Select(t => t.ActivityId).ToListAsync(stop))
            await outbox.CancelAsync<StartDue>(Key(versionId, activity), stop);
        await db.DeleteWhereAsync<TriggerRow>(t => t.VersionId == versionId, stop);
    }

    /// <summary>The next date of a trigger, once, whoever asks; nothing for an event, or when no date is left. The caller saves.</summary>
    public async Task PlanAsync(string versionId, StartTrigger trigger, DateTimeOffset last, CancellationToken stop)
    {
        if (StartTriggers.Next(trigger.Kind, trigger.Key, last, clock.GetUtcNow()) is { } due)
            await outbox.AddOnceAsync(new StartDue(versionId, trigger.ActivityId, due), Key(versionId, trigger.ActivityId), due, stop);
    }

    private static string Key(string versionId, string activityId) => $"{versionId}/{activityId}";
}

/// <summary>Begins an instance at a date, and plans the next one. Of the dates that an outage left out none is made up for.</summary>
internal sealed class StartDueHandler(MegalisDb db, StartSchedule schedule, InstanceStarter starter) : IHandle<StartDue>
{
    public async Task HandleAsync(StartDue payload, CancellationToken stop)
    {
        // Withdrawn, or replaced by another version, while this row was on its way.
        if (await db.Set<TriggerRow>().AsNoTracking().SingleOrDefaultAsync(t => t.VersionId == payload.VersionId && t.ActivityId == payload.ActivityId, stop) is not { } trigger)
            return;
        var begun = await starter.AddAsync(new NewInstance("")
        {
            StartKey = $"due/{payload.VersionId}/{payload.ActivityId}/{payload.At:O}",
            Trigger = (payload.VersionId, payload.ActivityId, null),
        }, stop);
        // Null: withdrawn between that question and this one, and its next date with it.
        if (begun is not null)
            await schedule.PlanAsync(payload.VersionId, new StartTrigger(trigger.ActivityId, trigger.Kind, trigger.Key), payload.At, stop);
    }
}
