using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Contracts;

/// <summary>What people were asked and what they answered about one thing, for the page of that thing. Who may see the page is its owner's to say.</summary>
public sealed class WorkflowTrail
{
    private readonly MegalisDb _db;

    internal WorkflowTrail(MegalisDb db) => _db = db;

    /// <summary>Tasks of all instances of a correlation, open and answered, the oldest first; without those that were taken back.</summary>
    public async Task<IReadOnlyList<TaskTrace>> OfAsync(string correlationId, CancellationToken stop = default)
    {
        var rows = await (from t in _db.Set<TaskRow>().AsNoTracking()
                          join i in _db.Set<InstanceRow>() on t.InstanceId equals i.Id
                          where i.CorrelationId == correlationId && t.State != TaskState.Withdrawn
                          orderby t.CreatedAt, t.Id
                          select t).ToListAsync(stop);
        return [.. rows.Select(t => new TaskTrace(
            t.Id, t.InstanceId, t.ActivityId, t.Title, t.AccountId, t.Role, t.Group, System.Text.Json.JsonSerializer.Deserialize<List<string>>(t.Outcomes)!, t.CreatedAt,
            t.State == TaskState.Open, t.Outcome, t.Comment, t.EndedBy, t.EndedAt))];
    }
}

/// <summary>A task as the page of its subject tells of it.</summary>
/// <param name="ActivityId">The step of the definition that asks.</param>
/// <param name="AccountId">For whom; empty: for whoever holds <paramref name="Role"/> or belongs to <paramref name="Group"/>.</param>
/// <param name="EndedBy">The account that answered; empty while it is open.</param>
public sealed record TaskTrace(
    string TaskId, string InstanceId, string ActivityId, string Title, string AccountId, string Role, string Group, IReadOnlyList<string> Outcomes, DateTimeOffset Since,
    bool IsOpen, string Outcome, string Comment, string EndedBy, DateTimeOffset? EndedAt);
