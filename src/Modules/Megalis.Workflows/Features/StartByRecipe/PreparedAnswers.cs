using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Inbox;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.StartByRecipe;

/// <param name="By">The account that answers.</param>
internal sealed record PreparedAnswer(string Outcome, string Comment, string By);

/// <summary>
/// Answers that a recipe laid down before their tasks were there. Each lies parked as a stimulus of its instance, of a kind
/// that no activity waits for, and is given as its person gives one: with their rights, under their name.
/// </summary>
internal sealed class PreparedAnswers(MegalisDb db, UserTasks tasks, TaskPeople people, Accounts accounts, TimeProvider clock) : IHandle<UserTaskOpened>
{
    /// <summary>Stored: never change it.</summary>
    private const string Kind = "answer";

    /// <summary>The caller saves.</summary>
    /// <param name="number">Their order, from 1.</param>
    public void Add(string instanceId, int number, PreparedAnswer answer)
    {
        var key = number.ToString("D4", CultureInfo.InvariantCulture);
        var row = StimulusWriter.To(instanceId, 0, Kind, key, JsonSerializer.SerializeToNode(answer), $"{Kind}/{instanceId}/{key}", clock.GetUtcNow());
        row.State = StimulusState.Parked;
        db.Add(row);
    }

    /// <summary>Gives the next answer to a task that its person may answer so, and goes on while there are both.</summary>
    public async Task HandleAsync(UserTaskOpened payload, CancellationToken stop)
    {
        var instance = payload.InstanceId;
        if (!await Lying(instance).AnyAsync(stop))
            return;
        // Two tasks that open at a time would both be given the same answer.
        await db.HoldAsync<InstanceRow>(instance, alone: true, stop);
        foreach (var row in await Lying(instance).OrderBy(s => s.Key).ToListAsync(stop))
        {
            var answer = JsonNode.Parse(row.Payload).Deserialize<PreparedAnswer>()!;
            var person = await people.FindAsync(answer.By, stop);
            if (await FitAsync(instance, answer, person, stop) is not { } task)
                return;
            (row.State, row.EndedAt) = (StimulusState.Taken, clock.GetUtcNow());
            if (await tasks.CompleteAsync(task.Id, person, answer.Outcome, answer.Comment, stop) is { } refusal)
                throw new InvalidOperationException($"La réponse préparée « {answer.Outcome} » à « {task.Title} » est refusée : {refusal}");
        }
    }

    private IQueryable<StimulusRow> Lying(string instance) =>
        db.Set<StimulusRow>().Where(s => s.InstanceId == instance && s.Kind == Kind && s.State == StimulusState.Parked);

    private async Task<UserTask?> FitAsync(string instance, PreparedAnswer answer, TaskPerson person, CancellationToken stop)
    {
        if ((await accounts.ClosedAsync([answer.By], stop)).Count > 0)
            return null;
        var open = await db.Set<TaskRow>().Where(t => t.InstanceId == instance && t.State == TaskState.Open).OrderBy(t => t.Execution).Select(t => t.Id).ToListAsync(stop);
        foreach (var id in open)
            if (await tasks.FindAsync(id, person, stop) is { } task && task.Rights.HasFlag(TaskRights.Answer) && task.Outcomes.Contains(answer.Outcome))
                return task;
        return null;
    }
}
