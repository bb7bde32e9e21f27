using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Contracts;

/// <summary>What other modules may ask of workflows, within their own transaction: nothing happens unless it commits.</summary>
public sealed class WorkflowEngine
{
    private readonly MegalisDb _db;
    private readonly Outbox _outbox;
    private readonly InstanceStarter _starter;
    private readonly TimeProvider _clock;

    internal WorkflowEngine(MegalisDb db, Outbox outbox, InstanceStarter starter, TimeProvider clock) =>
        (_db, _outbox, _starter, _clock) = (db, outbox, starter, clock);

    /// <summary>
    /// Adds an instance of the version in service; the caller's SaveChanges stores it, its first step follows the commit. Call it
    /// inside <c>TransactAsync</c> (handlers of the queue are): of two starts of one key at the same instant the second waits and
    /// is told the first's id, and nothing begins once a withdrawal has committed. Without an open transaction the second
    /// one's save fails on a unique index.
    /// </summary>
    /// <param name="definitionId">Elsa's <c>definitionId</c>.</param>
    /// <param name="start">What it begins with.</param>
    /// <returns>
    /// The instance's id (26 characters), of the first one when <see cref="WorkflowStart.Key"/> was used before; null when
    /// this tenant has no version in service.
    /// </returns>
    public async Task<string?> StartAsync(string definitionId, WorkflowStart start, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(definitionId);
        ArgumentNullException.ThrowIfNull(start);
        await HoldKeyAsync(start.Key, stop);
        return await _starter.AddAsync(new NewInstance(definitionId)
        {
            Input = start.Input,
            CorrelationId = start.CorrelationId,
            StartKey = start.Key,
            StartedBy = start.StartedBy,
            Title = start.Title,
        }, stop);
    }

    /// <summary>
    /// Tells all instances of the correlation that wait for an event of this name (Elsa's <c>Event</c>), and begins the
    /// definitions that it starts. While nobody waits it lies parked, without expiry: the first that comes to wait has it.
    /// The caller's SaveChanges stores it.
    /// </summary>
    /// <param name="correlationId">Empty: instances of every correlation.</param>
    /// <param name="payload">Becomes the activity's result.</param>
    /// <param name="dedupeKey">The same thing told twice is told once, however much later; null for what never repeats.</param>
    public async Task SendAsync(string eventName, string correlationId, JsonNode? payload = null, string? dedupeKey = null, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        ArgumentNullException.ThrowIfNull(correlationId);
        var key = dedupeKey is null ? null : $"sent/{eventName}/{dedupeKey}";
        await HoldKeyAsync(key, stop);
        if (key is not null && await _db.Set<StimulusRow>().AnyAsync(s => s.DedupeKey == key, stop))
            return;
        var stimulus = StimulusWriter.Event(eventName, correlationId, payload, key, _clock.GetUtcNow());
        _db.Add(stimulus);
        _outbox.Add(new RouteEvent(stimulus.Id));
    }

    /// <summary>Says that what <see cref="WorkRequested"/> asked for is done; the first word counts. The caller's SaveChanges stores it.</summary>
    /// <param name="result">Becomes the activity's result.</param>
    public async Task ReportWorkAsync(string instanceId, int execution, JsonNode? result = null, CancellationToken stop = default)
    {
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"work/{instanceId}/{execution}");
        await HoldKeyAsync(key, stop);
        if (await _db.Set<StimulusRow>().AnyAsync(s => s.DedupeKey == key, stop))
            return;
        _db.Add(StimulusWriter.To(instanceId, execution, WaitKinds.Work, "", result, key, _clock.GetUtcNow()));
        _outbox.Add(new RunStep(instanceId));
    }

    /// <summary>Of two who bring one key at a time the second sees what the first has written.</summary>
    private Task HoldKeyAsync(string? key, CancellationToken stop) => key is null || _db.Database.CurrentTransaction is null
        ? Task.CompletedTask
        : _db.HoldNameAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"workflows/key/{_db.TenantId}/{key}"), stop: stop);

    /// <summary>The instances about one thing, the oldest first.</summary>
    public async Task<IReadOnlyList<WorkflowCard>> OfAsync(string correlationId, CancellationToken stop = default) =>
        await _db.Set<InstanceRow>().AsNoTracking().Where(i => i.CorrelationId == correlationId).OrderBy(i => i.StartedAt).ThenBy(i => i.Id)
            .Select(i => new WorkflowCard(i.Id, i.DefinitionId, i.Title, i.CorrelationId, i.Status.ToString(), i.OpenIncidents, i.StartedAt, i.EndedAt) { StartedBy = i.StartedBy }).ToListAsync(stop);
}

/// <summary>What an instance begins with.</summary>
public sealed record WorkflowStart
{
    /// <summary>By the names of the definition's inputs.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Input { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>What it is about: events of this correlation are for it. Empty: nothing yet.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>Whoever starts twice under one key starts once; null: always a new one.</summary>
    public string? Key { get; init; }

    /// <summary>The account that starts it, or empty.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary>What people call it in lists; the definition's name when empty.</summary>
    public string Title { get; init; } = "";
}

/// <summary>An instance as lists show it.</summary>
/// <param name="Status"><c>Running</c>, <c>Waiting</c>, <c>Finished</c>, <c>Cancelled</c> or <c>Faulted</c>.</param>
/// <param name="Incidents">Activities that wait for an operator.</param>
public sealed record WorkflowCard(
    string InstanceId, string DefinitionId, string Title, string CorrelationId, string Status, int Incidents, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>The account that began it; empty when no person did.</summary>
    public string StartedBy { get; init; } = "";
}
