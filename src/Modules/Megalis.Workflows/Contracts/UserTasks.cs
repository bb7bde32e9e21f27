using Megalis.Kernel.Http;
using Megalis.Workflows.Inbox;

namespace Megalis.Workflows.Contracts;

/// <summary>Tasks of people: what waits for me, and my answer.</summary>
public sealed class UserTasks
{
    internal const string JournalKind = "tache-circuit";

    private readonly TaskReader _reader;
    private readonly TaskWriter _writer;
    private readonly TaskReturns _returns;

    internal UserTasks(TaskReader reader, TaskWriter writer, TaskReturns returns) => (_reader, _writer, _returns) = (reader, writer, returns);

    /// <summary>Open tasks that wait for a person in this tenant: theirs, their roles', their groups'. The earliest due first, those without a date last.</summary>
    /// <param name="page">From 1.</param>
    public Task<(IReadOnlyList<UserTask> Tasks, int Total)> OpenAsync(TaskPerson person, int page, int size, CancellationToken stop = default) =>
        _reader.ListAsync(person, TaskShelf.Open, "", page, size, stop);

    /// <summary>How many wait for them, for a menu.</summary>
    /// <param name="most">No more are counted.</param>
    public Task<int> CountAsync(TaskPerson person, int most = int.MaxValue, CancellationToken stop = default) => _reader.CountAsync(person, most, stop);

    /// <summary>
    /// One task that a person may see, open or ended: one that waits for them, that they answered or handed on, any one when they
    /// may do all. Null when there is none for them.
    /// </summary>
    public Task<UserTask?> FindAsync(string taskId, TaskPerson person, CancellationToken stop = default) => _reader.FindAsync(taskId, person, stop);

    /// <summary>
    /// Answers a task: outcome, comment, who and when are stored with a journal entry, and the workflow goes on after the
    /// commit. Saves. Of two people who answer at a time the second is told.
    /// </summary>
    /// <param name="outcome">One of <see cref="UserTask.Outcomes"/>.</param>
    /// <param name="comment">2,000 characters at most; not empty for one of <see cref="UserTask.ReasonFor"/>.</param>
    public Task<Refusal?> CompleteAsync(string taskId, TaskPerson person, string outcome, string comment, CancellationToken stop = default) =>
        _writer.CompleteAsync(taskId, person, outcome, comment, stop);

    /// <summary>Hands a task on to another member of this tenant, who alone may then do it, or give it back. Saves.</summary>
    /// <param name="accountId">Of somebody with a seat in this tenant; anybody else is refused.</param>
    /// <param name="comment">Why; 2,000 characters at most.</param>
    public Task<Refusal?> HandOnAsync(string taskId, TaskPerson person, string accountId, string comment, CancellationToken stop = default) =>
        _writer.HandOnAsync(taskId, person, accountId, comment, stop);

    /// <summary>Takes a role's or a group's task for oneself, so that the others see that somebody minds it. Saves.</summary>
    public Task<Refusal?> TakeAsync(string taskId, TaskPerson person, CancellationToken stop = default) => _writer.TakeAsync(taskId, person, stop);

    /// <summary>
    /// Puts a task back to where it was before it was taken or handed on. Who has it may (« rendre »), and who handed it on, as
    /// long as nobody answered (« reprendre »). Saves.
    /// </summary>
    public Task<Refusal?> GiveBackAsync(string taskId, TaskPerson person, string comment, CancellationToken stop = default) =>
        _writer.GiveBackAsync(taskId, person, comment, stop);

    /// <summary>
    /// What somebody took or was handed on goes back to where it was, as far as they may hold it no longer: for a module that
    /// keeps groups, when somebody left one. Changes of seats and roles, closed accounts and erasures are heard by themselves.
    /// Saves.
    /// </summary>
    /// <param name="accountId">26 characters.</param>
    /// <returns>How many went back.</returns>
    public Task<int> PutBackAsync(string accountId, CancellationToken stop = default) => _returns.PutBackAsync(accountId, hasLeft: false, stop);
}
