using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Lines;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>The difference between what an instance waited for and what it waits for now, as bookmarks, tasks, timers and calls.</summary>
internal sealed class WaitWriter(MegalisDb db, Outbox outbox, InstanceStarter starter)
{
    public async Task WriteAsync(InstanceRow row, StateBefore before, Run run, bool correlated, LooseRows rows, CancellationToken stop)
    {
        var was = before.Waits;
        var now = WaitsOf(run.State);
        foreach (var (at, wait) in was.Where(w => !now.ContainsKey(w.Key)))
        {
            rows.Remove(new BookmarkRow { InstanceId = row.Id, Execution = at.Execution, Kind = at.Kind, TenantId = row.TenantId });
            await CloseAsync(row, run, at.Execution, wait, stop);
        }

        foreach (var (at, wait) in now.Where(w => w.Value.Wait.IsNew))
        {
            if (was.TryGetValue(at, out var old))
                await RenewAsync(row, run, old, wait, stop);
            else
                rows.Add(Bookmark(row, wait.Execution, wait.Wait, run.Facts.Now));
            await OpenAsync(row, run, wait, rows, stop);
        }

        if (correlated && was.Keys.Any(now.ContainsKey))
            await db.UpdateWhereAsync<BookmarkRow>(b => b.InstanceId == row.Id, s => s.Set(b => b.CorrelationId, row.CorrelationId), stop);
    }

    private static Dictionary<(int Execution, string Kind), (Execution Execution, Wait Wait)> WaitsOf(InstanceState state) =>
        state.Executions.SelectMany(e => e.Waits.Select(w => (Execution: e, Wait: w))).ToDictionary(x => (x.Execution.Number, x.Wait.Kind));

    private static BookmarkRow Bookmark(InstanceRow row, Execution execution, Wait wait, DateTimeOffset now) => new()
    {
        InstanceId = row.Id,
        Execution = execution.Number,
        Kind = wait.Kind,
        Key = wait.Key,
        ActivityId = execution.Activity,
        CorrelationId = row.CorrelationId,
        CreatedAt = now,
        Due = wait.Due,
    };

    private async Task OpenAsync(InstanceRow row, Run run, (Execution Execution, Wait Wait) begun, LooseRows rows, CancellationToken stop)
    {
        var (execution, wait) = begun;
        switch (wait.Request)
        {
            case TaskRequest task:
                OpenTask(row, run, execution, task);
                break;
            case EffectRequest effect:
                Call(run, new CallLine(row.Id, execution.Number, effect.Line, effect.Arguments?.ToJsonString() ?? "null", effect.Round, effect.Uncertain), execution);
                break;
            case WorkRequest work:
                outbox.Add(new WorkRequested(row.Id, execution.Number, work.Name, work.Payload?.ToJsonString() ?? "null", row.CorrelationId));
                break;
            case ChildRequest child:
                await BeginAsync(row, run, execution, wait.Key, child, stop);
                break;
            default:
                if (wait is { Kind: WaitKinds.Timer, Due: { } due })
                    outbox.AddTo(rows, new RunStep(row.Id, execution.Number), due, run.KeyOf(execution));
                break;
        }
    }

    private Task<string?> BeginAsync(InstanceRow row, Run run, Execution execution, string id, ChildRequest child, CancellationToken stop) => starter.AddAsync(
        new NewInstance(child.DefinitionId)
        {
            Id = id,
            Input = child.Input,
            CorrelationId = child.CorrelationId,
            ParentId = row.Id,
            ParentExecution = execution.Number,
            Depth = run.State.Depth + 1,
        }, stop);

    private void OpenTask(InstanceRow row, Run run, Execution execution, TaskRequest task)
    {
        var id = Ids.New(run.Facts.Now);
        db.Add(new TaskRow
        {
            Id = id,
            InstanceId = row.Id,
            Execution = execution.Number,
            ActivityId = execution.Activity,
            Title = task.Title,
            Instructions = task.Instructions,
            Link = task.Link,
            AccountId = task.AccountId,
            Role = task.Role,
            Group = task.Group,
            Outcomes = JsonSerializer.Serialize(task.Outcomes),
            ReasonFor = JsonSerializer.Serialize(task.ReasonFor),
            Folded = Folded.Of($"{task.Title} {row.Title}"),
            CreatedAt = run.Facts.Now,
            Due = task.Due,
        });
        outbox.Add(new UserTaskOpened(id, row.Id));
    }

    private void Call(Run run, CallLine call, Execution execution)
    {
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{run.KeyOf(execution)}/{call.Round}");
        if (call.Line == MailLine.LineName)
            outbox.Add(new MailLineCall(call), dedupeKey: key);
        else
            outbox.Add(call, dedupeKey: key);
    }

    /// <summary>An execution that was tried again waits anew, for another key maybe: what it waited for before is of no use to it.</summary>
    private async Task RenewAsync(InstanceRow row, Run run, Wait old, (Execution Execution, Wait Wait) renewed, CancellationToken stop)
    {
        var (execution, wait) = (renewed.Execution.Number, renewed.Wait);
        await CloseAsync(row, run, execution, old, stop);
        await db.UpdateWhereAsync<BookmarkRow>(
            b => b.InstanceId == row.Id && b.Execution == execution && b.Kind == wait.Kind,
            s => s.Set(b => b.Key, wait.Key).Set(b => b.CorrelationId, row.CorrelationId).Set(b => b.CreatedAt, run.Facts.Now).Set(b => b.Due, wait.Due), stop);
    }

    private async Task CloseAsync(InstanceRow row, Run run, int execution, Wait wait, CancellationToken stop)
    {
        if (run.IsAnswered(execution, wait.Kind))
            return;
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row.Id}/{execution}");
        switch (wait.Kind)
        {
            case WaitKinds.Task:
                await WithdrawAsync(row.Id, execution, run.Facts.Now, stop);
                break;
            case WaitKinds.Timer:
                await outbox.CancelAsync<RunStep>(key, stop);
                break;
            case WaitKinds.Child:
                outbox.Add(new CancelInstance(wait.Key));
                break;
        }
    }

    private Task<int> WithdrawAsync(string instanceId, int execution, DateTimeOffset now, CancellationToken stop) => db.UpdateWhereAsync<TaskRow>(
        t => t.InstanceId == instanceId && t.Execution == execution && t.State == TaskState.Open,
        s => s.Set(t => t.State, TaskState.Withdrawn).Set(t => t.EndedAt, now).Set(t => t.Version, t => t.Version + 1), stop);
}
