using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>
/// Turns what a step left in the state into rows, which the caller saves: those of every step loosely, all others are
/// added to the context.
/// </summary>
internal sealed class StepWriter(MegalisDb db, Outbox outbox, WaitWriter waits, InstanceStarter starter)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="more">There is something for a next step besides activities that are ready.</param>
    /// <returns>What <see cref="MegalisDb.SavePlainAsync"/> is to write beside what the context tracks.</returns>
    public async Task<LooseRows> WriteAsync(HeldRow<InstanceRow> held, StateBefore before, Run run, StepCause cause, bool more, CancellationToken stop)
    {
        var (row, rows, now) = (held.Row, new LooseRows(), run.Facts.Now);
        rows.Change(held);
        var correlated = row.CorrelationId != run.CorrelationId;
        row.Revision++;
        row.CorrelationId = run.CorrelationId;
        row.State = run.State.Write();
        row.Status = run.Ended ?? (run.HasMore ? InstanceStatus.Running : InstanceStatus.Waiting);
        row.OpenIncidents = run.State.Executions.Count(e => e.Stuck);
        row.ChangedAt = now;
        rows.Add(Step(row, cause, run.Entries));
        await waits.WriteAsync(row, before, run, correlated, rows, stop);
        await ResolveAsync(row, before, run, cause, stop);
        // One that failed and was taken away in the same step leaves nothing to decide.
        foreach (var (execution, kind, message) in run.Incidents.Where(i => run.State.Find(i.Execution.Number) is { Stuck: true }))
            Report(row, execution.Number, execution.Activity, kind, message, now);
        await AnnounceAsync(row, run, stop);
        if (more || (run.HasMore && run.Ended is null))
            GoOn(row);
        if (run.Ended is { } status && (row.EndedAt is null || run.IsReopened))
            End(row, run, status);
        else if (run.Ended is null)
            row.EndedAt = null;
        return rows;
    }

    public void GoOn(InstanceRow row) => outbox.Add(new RunStep(row.Id));

    /// <summary>The journal's row of the revision that the instance has now.</summary>
    public static StepRow Step(InstanceRow row, StepCause cause, IReadOnlyList<StepEntry> entries) => new()
    {
        InstanceId = row.Id,
        Number = row.Revision,
        At = row.ChangedAt,
        Cause = cause.Cause,
        Actor = cause.Actor,
        Entries = JsonSerializer.Serialize(entries, Json),
    };

    /// <summary>Incidents of executions that go on, or are gone, are over, by whatever made this step.</summary>
    private async Task ResolveAsync(InstanceRow row, StateBefore before, Run run, StepCause cause, CancellationToken stop)
    {
        var failed = run.Incidents.Select(i => i.Execution.Number).ToHashSet();
        var over = before.Stuck.Where(number => failed.Contains(number) || run.State.Find(number) is not { Stuck: true }).ToList();
        if (over.Count == 0 && cause.IncidentId.Length == 0)
            return;
        await db.UpdateWhereAsync<IncidentRow>(
            i => i.InstanceId == row.Id && (over.Contains(i.Execution) || i.Id == cause.IncidentId) && i.ResolvedAt == null,
            s => s.Set(i => i.ResolvedAt, run.Facts.Now).Set(i => i.ResolvedBy, cause.Actor).Set(i => i.Resolution, cause.Cause).Set(i => i.Proof, cause.Proof), stop);
    }

    private void Report(InstanceRow row, int execution, string activity, IncidentKind kind, string message, DateTimeOffset now)
    {
        var incident = new IncidentRow { Id = Ids.New(now), InstanceId = row.Id, Execution = execution, ActivityId = activity, Kind = kind, Message = message, At = now };
        db.Add(incident);
        outbox.Add(new WorkflowIncidentReported(incident.Id, row.Id, row.DefinitionId));
    }

    private async Task AnnounceAsync(InstanceRow row, Run run, CancellationToken stop)
    {
        foreach (var announcement in run.Announcements)
            switch (announcement)
            {
                case EventAnnounced told:
                    var stimulus = StimulusWriter.Event(told.Name, told.CorrelationId, told.Payload, told.Key, run.Facts.Now);
                    db.Add(stimulus);
                    outbox.Add(new RouteEvent(stimulus.Id));
                    break;
                case InstanceAnnounced begun:
                    var started = await starter.AddAsync(new NewInstance(begun.Child.DefinitionId)
                    {
                        Input = begun.Child.Input,
                        CorrelationId = begun.Child.CorrelationId,
                        StartKey = begun.Key,
                        ParentId = row.Id,
                    }, stop);
                    if (started is null)
                        Report(row, 0, "", IncidentKind.Child, $"Le circuit « {begun.Child.DefinitionId} », à lancer, n'est pas publié.", run.Facts.Now);
                    break;
            }
    }

    private void End(InstanceRow row, Run run, InstanceStatus status)
    {
        row.EndedAt = run.Facts.Now;
        outbox.Add(new WorkflowEnded(row.Id, row.DefinitionId, row.CorrelationId, status.ToString()));
        if (row.ParentExecution == 0)
            return;
        var answer = new JsonObject { ["status"] = status.ToString(), ["output"] = OutputOf(run) };
        // One that an operator takes up again ends again: each end is told.
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"child/{row.Id}/{row.Revision}");
        db.Add(StimulusWriter.To(row.ParentId, row.ParentExecution, WaitKinds.Child, row.Id, answer, key, run.Facts.Now));
        outbox.Add(new RunStep(row.ParentId));
    }

    /// <summary>The variables that the definition names as its outputs.</summary>
    private static JsonObject OutputOf(Run run)
    {
        var output = new JsonObject();
        foreach (var name in run.Graph.Outputs)
            output[name] = run.State.Variables.GetValueOrDefault(name)?.DeepClone();
        return output;
    }
}
