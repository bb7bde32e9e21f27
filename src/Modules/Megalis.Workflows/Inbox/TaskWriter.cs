using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Inbox;

/// <summary>What people do with tasks; each act is one transaction with its journal entry.</summary>
internal sealed class TaskWriter(MegalisDb db, Outbox outbox, Journal journal, TimeProvider clock, TenantContext tenant, Members members)
{
    public const int CommentLength = 2000;

    private static readonly Refusal Ended = new("Cette tâche n'est plus à faire : quelqu'un y a répondu, ou le circuit a pris un autre chemin.");
    private static readonly Refusal NotYours = new("Cette tâche n'est pas, ou n'est plus, pour vous : elle a changé de mains, ou votre rôle a changé.");
    private static readonly Refusal Changed = new("Cette tâche vient de changer de mains : relisez-la avant d'agir.");

    public Task<Refusal?> CompleteAsync(string taskId, TaskPerson person, string outcome, string comment, CancellationToken stop) =>
        ActAsync(taskId, person, TaskRights.Answer, comment, (row, _) =>
        {
            if (!TaskReader.Texts(row.Outcomes).Contains(outcome))
                return Task.FromResult<Refusal?>(new Refusal("Choisissez l'une des réponses proposées."));
            if (string.IsNullOrWhiteSpace(comment) && TaskReader.Texts(row.ReasonFor).Contains(outcome))
                return Task.FromResult<Refusal?>(new Refusal("Dites pourquoi : la réponse « {0} » demande un motif.", outcome).On("Comment"));
            var now = clock.GetUtcNow();
            (row.State, row.Outcome, row.Comment, row.EndedBy, row.EndedAt) = (TaskState.Done, outcome, comment, person.AccountId, now);
            var answer = new JsonObject { ["outcome"] = outcome, ["comment"] = comment, ["by"] = person.AccountId };
            db.Add(StimulusWriter.To(row.InstanceId, row.Execution, WaitKinds.Task, "", answer, TaskReader.KeyOf(row.Id), now));
            outbox.Add(new RunStep(row.InstanceId));
            journal.Append("task.completed", UserTasks.JournalKind, row.Id, new { row.Title, outcome, comment, row.InstanceId }, person.AccountId);
            return Task.FromResult<Refusal?>(null);
        }, stop);

    public Task<Refusal?> HandOnAsync(string taskId, TaskPerson person, string accountId, string comment, CancellationToken stop) =>
        ActAsync(taskId, person, TaskRights.Answer, comment, async (row, _) =>
        {
            if (string.IsNullOrWhiteSpace(accountId))
                return new Refusal("Dites à qui vous confiez cette tâche.").On("AccountId");
            if (accountId == row.AccountId)
                return new Refusal("Cette personne a déjà la tâche : choisissez quelqu'un d'autre.").On("AccountId");
            if (await members.FindAsync(tenant.Tenant.Id, accountId, stop) is null)
                return new Refusal("Cette personne ne travaille pas, ou plus, sur ce site : choisissez quelqu'un d'autre.").On("AccountId");
            var from = new { row.AccountId, row.Role, row.Group };
            var move = await MoveAsync(row, TaskMoveKind.HandedOn, person, accountId, comment, stop);
            journal.Append("task.handed-on", UserTasks.JournalKind, row.Id, new { row.Title, from, to = accountId, comment }, person.AccountId);
            outbox.Add(new UserTaskOpened(row.Id, row.InstanceId, move.Number));
            return null;
        }, stop);

    public Task<Refusal?> TakeAsync(string taskId, TaskPerson person, CancellationToken stop) =>
        ActAsync(taskId, person, TaskRights.Take, "", async (row, _) =>
        {
            journal.Append("task.taken", UserTasks.JournalKind, row.Id, new { row.Title, row.Role, row.Group }, person.AccountId);
            await MoveAsync(row, TaskMoveKind.Taken, person, person.AccountId, "", stop);
            return null;
        }, stop);

    public Task<Refusal?> GiveBackAsync(string taskId, TaskPerson person, string comment, CancellationToken stop) =>
        ActAsync(taskId, person, TaskRights.GiveBack, comment, async (row, held) =>
        {
            journal.Append("task.given-back", UserTasks.JournalKind, row.Id, new { row.Title, from = row.AccountId, to = new { held!.FromAccount, held.FromRole, held.FromGroup }, comment }, person.AccountId);
            var back = await MoveAsync(row, TaskMoveKind.GivenBack, person, held.FromAccount, comment, stop);
            (row.Role, row.Group, row.Move) = (held.FromRole, held.FromGroup, held.FromMove);
            // To oneself, or to the role that one has in mind, nobody need be told.
            if (held.FromAccount.Length > 0 && held.FromAccount != person.AccountId)
                outbox.Add(new UserTaskOpened(row.Id, row.InstanceId, back.Number));
            return null;
        }, stop);

    private async Task<TaskMoveRow> MoveAsync(TaskRow row, TaskMoveKind kind, TaskPerson person, string to, string comment, CancellationToken stop)
    {
        var last = await db.Set<TaskMoveRow>().Where(m => m.TaskId == row.Id).Select(m => (int?)m.Number).MaxAsync(stop) ?? 0;
        var move = new TaskMoveRow
        {
            TaskId = row.Id,
            Number = last + 1,
            Kind = kind,
            At = clock.GetUtcNow(),
            By = person.AccountId,
            Comment = comment,
            FromAccount = row.AccountId,
            FromRole = row.Role,
            FromGroup = row.Group,
            FromMove = row.Move,
            ToAccount = to,
        };
        db.Add(move);
        (row.AccountId, row.Role, row.Group, row.Move) = (to, "", "", move.Number);
        return move;
    }

    private async Task<Refusal?> ActAsync(string taskId, TaskPerson person, TaskRights right, string comment, Func<TaskRow, TaskMoveRow?, Task<Refusal?>> act, CancellationToken stop)
    {
        if (await db.Set<TaskRow>().SeenBy(person, db).SingleOrDefaultAsync(t => t.Id == taskId, stop) is not { } row)
            return NotYours;
        if (row.State != TaskState.Open)
            return Ended;
        var held = row.Move == 0 ? null : await db.Set<TaskMoveRow>().SingleAsync(m => m.TaskId == taskId && m.Number == row.Move, stop);
        if (!TaskReader.RightsOf(row, held, person).HasFlag(right))
            return right == TaskRights.Answer ? NotYours : Changed;
        if (comment.Length > CommentLength)
            return new Refusal("{0} caractères au plus : mettez le reste dans une pièce du dossier.", CommentLength).On("Comment");
        if (await act(row, held) is { } refusal)
            return refusal;
        try
        {
            await db.SaveChangesAsync(stop);
            return null;
        }
        catch (DbUpdateException error) when (error is DbUpdateConcurrencyException || DatabaseFaults.IsRolledBack(error))
        {
            // The version says it, or a key that the first one wrote.
            db.ChangeTracker.Clear();
            var now = await db.Set<TaskRow>().AsNoTracking().SingleAsync(t => t.Id == taskId, stop);
            if (now.Version == row.Version && now.State == TaskState.Open)
                throw;
            return now.State == TaskState.Open ? Changed : Ended;
        }
    }
}
