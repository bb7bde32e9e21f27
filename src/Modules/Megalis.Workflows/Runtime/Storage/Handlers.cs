using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

internal sealed class RunStepHandler(StepRunner steps) : IHandle<RunStep>
{
    public Task HandleAsync(RunStep payload, CancellationToken stop) => steps.StepAsync(payload.InstanceId, payload.Timer, stop);
}

/// <summary>Nobody waits for it any more: the instance that called it was cancelled, or went another way.</summary>
internal sealed class CancelInstanceHandler(StepRunner steps) : IHandle<CancelInstance>
{
    public Task HandleAsync(CancelInstance payload, CancellationToken stop) => steps.ActAsync(payload.InstanceId, new StepCause("caller"), run =>
    {
        if (run.Ended is not null || run.IsUndoing)
            return false;
        run.EndUndoing(InstanceStatus.Cancelled);
        return true;
    }, stop);
}

/// <summary>
/// Brings an event to every instance that waits for it and to every definition that it begins. It takes no instance's
/// lock, only the topic's: each instance hears of it in a step of its own. Without anybody to bring it to, it stays
/// parked.
/// </summary>
internal sealed class RouteEventHandler(MegalisDb db, Outbox outbox, EventTopics topics, InstanceStarter starter, TimeProvider clock) : IHandle<RouteEvent>
{
    public async Task HandleAsync(RouteEvent payload, CancellationToken stop)
    {
        var id = payload.StimulusId;
        if (await db.Set<StimulusRow>().SingleOrDefaultAsync(s => s.Id == id, stop) is not { } stimulus)
            return;
        await topics.HoldAsync(stimulus.Key, stop);
        await db.Entry(stimulus).ReloadAsync(stop);
        if (stimulus.State != StimulusState.Open)
            return;
        var begun = await BeginAsync(stimulus, stop);
        if (await BringAsync(stimulus, begun, stop) + begun > 0)
            (stimulus.State, stimulus.EndedAt) = (StimulusState.Taken, clock.GetUtcNow());
        else
            stimulus.State = StimulusState.Parked;
    }

    private async Task<int> BringAsync(StimulusRow stimulus, int begun, CancellationToken stop)
    {
        // One statement: the instance's own step may end both its wait and what is on its way to it meanwhile.
        var waiting = await db.Set<BookmarkRow>()
            .Where(b => b.Kind == WaitKinds.Event && b.Key == stimulus.Key && (stimulus.CorrelationId == "" || b.CorrelationId == stimulus.CorrelationId))
            .GroupBy(b => b.InstanceId)
            .Select(g => new
            {
                Id = g.Key,
                Answered = db.Set<StimulusRow>().Count(s => s.InstanceId == g.Key && s.State == StimulusState.Open && s.Kind == WaitKinds.Event && s.Key == stimulus.Key) >= g.Count(),
            }).ToListAsync(stop);
        // The only one that waits has its answer on the way already: this event is for the next wait, its own or another's.
        if (begun == 0 && waiting is [{ Answered: true }])
            return 0;
        foreach (var instance in waiting.Select(w => w.Id))
        {
            db.Add(StimulusWriter.To(instance, 0, WaitKinds.Event, stimulus.Key, StoredJson.Parse(stimulus.Payload), $"{stimulus.Id}/{instance}", clock.GetUtcNow()));
            outbox.Add(new RunStep(instance));
        }

        return waiting.Count;
    }

    private async Task<int> BeginAsync(StimulusRow stimulus, CancellationToken stop)
    {
        var triggers = await db.Set<TriggerRow>().AsNoTracking().Where(t => t.Kind == WaitKinds.Event && t.Key == stimulus.Key).ToListAsync(stop);
        var begun = 0;
        foreach (var trigger in triggers)
            if (await starter.AddAsync(new NewInstance("")
            {
                CorrelationId = stimulus.CorrelationId,
                StartKey = $"{stimulus.Id}/{trigger.VersionId}/{trigger.ActivityId}",
                Trigger = (trigger.VersionId, trigger.ActivityId, StoredJson.Parse(stimulus.Payload)),
            }, stop) is not null)
                begun++;
        return begun;
    }
}
