using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Behaviours;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>What an instance begins with.</summary>
internal sealed record NewInstance(string DefinitionId)
{
    /// <summary>Drawn when null.</summary>
    public string? Id { get; init; }
    public IReadOnlyDictionary<string, JsonNode?> Input { get; init; } = new Dictionary<string, JsonNode?>();
    public string CorrelationId { get; init; } = "";
    public string? StartKey { get; init; }
    public string ParentId { get; init; } = "";
    public int ParentExecution { get; init; }

    /// <summary>How many instances will wait for it, each for the next.</summary>
    public int Depth { get; init; }
    public string StartedBy { get; init; } = "";
    public string Title { get; init; } = "";

    /// <summary>The event that began it, and the activity that waited for it.</summary>
    public (string VersionId, string ActivityId, JsonNode? Payload)? Trigger { get; init; }
}

/// <summary>Adds instances with their first token; their first step is a row of the queue.</summary>
internal sealed class InstanceStarter(MegalisDb db, Outbox outbox, DefinitionCache definitions, TimeProvider clock)
{
    /// <summary>
    /// The caller saves. Inside a transaction, as in every handler of the queue, the definition is held as it is until the end:
    /// once a withdrawal has committed nothing begins.
    /// </summary>
    /// <returns>The instance's id; null when the definition has no version in service here. Of a start key that was used the first instance's.</returns>
    public async Task<string?> AddAsync(NewInstance wanted, CancellationToken stop)
    {
        if (wanted.StartKey is { } key && await db.Set<InstanceRow>().Where(i => i.StartKey == key).Select(i => i.Id).SingleOrDefaultAsync(stop) is { } earlier)
            return earlier;
        if (await VersionAsync(wanted, stop) is not { } versionId)
        {
            Refuse(wanted);
            return null;
        }

        var graph = await definitions.FindAsync(db, versionId, stop);
        var row = NewRow(graph, wanted, clock.GetUtcNow());
        db.Add(row);
        outbox.Add(new RunStep(row.Id));
        return row.Id;
    }

    private static InstanceRow NewRow(FlowGraph graph, NewInstance wanted, DateTimeOffset now)
    {
        var id = wanted.Id ?? Ids.New(now);
        return new InstanceRow
        {
            Id = id,
            VersionId = graph.VersionId,
            DefinitionId = graph.DefinitionId,
            Title = wanted.Title.Length > 0 ? wanted.Title : graph.Name,
            State = FirstState(graph, wanted, id, now).Write(),
            CorrelationId = wanted.CorrelationId,
            StartKey = wanted.StartKey,
            ParentId = wanted.ParentId,
            ParentExecution = wanted.ParentExecution,
            StartedAt = now,
            StartedBy = wanted.StartedBy,
            ChangedAt = now,
        };
    }

    private static InstanceState FirstState(FlowGraph graph, NewInstance wanted, string id, DateTimeOffset now)
    {
        var state = new InstanceState { Depth = wanted.Depth };
        foreach (var variable in graph.Variables)
            state.Variables[variable.Name] = variable.Initial?.DeepClone();
        foreach (var (name, value) in wanted.Input)
            state.Input[name] = value?.DeepClone();
        if (wanted.Trigger is { } trigger)
        {
            state.StartedAt = trigger.ActivityId;
            state.Variables[EventBehaviour.StartPayload] = trigger.Payload?.DeepClone();
        }

        new Run(graph, state, new RunFacts(id, now, null), wanted.CorrelationId).Begin();
        return state;
    }

    /// <summary>Whoever withdraws a definition waits for those that begin on it now, and who begins on it then finds it withdrawn.</summary>
    internal static Task HoldAsync(MegalisDb db, string definitionId, bool alone, CancellationToken stop) =>
        db.HoldNameAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"workflows/start/{db.TenantId}/{definitionId}"), alone, stop);

    /// <summary>The version in service; null when there is none, or when it is no longer the one whose trigger fired.</summary>
    private async Task<string?> VersionAsync(NewInstance wanted, CancellationToken stop)
    {
        var fired = wanted.Trigger?.VersionId;
        var definitionId = fired is null ? wanted.DefinitionId : (await definitions.FindAsync(db, fired, stop)).DefinitionId;
        if (db.Database.CurrentTransaction is not null)
            await HoldAsync(db, definitionId, alone: false, stop);
        var current = await db.Set<DefinitionRow>().Where(d => d.DefinitionId == definitionId && d.IsCurrent).Select(d => d.Id).SingleOrDefaultAsync(stop);
        return fired is null || fired == current ? current : null;
    }

    /// <summary>Who waits for an instance that cannot begin hears so, and an operator decides.</summary>
    private void Refuse(NewInstance wanted)
    {
        if (wanted.ParentExecution == 0)
            return;
        db.Add(StimulusWriter.To(
            wanted.ParentId, wanted.ParentExecution, WaitKinds.Child, wanted.Id!, new JsonObject { ["status"] = "absent" }, $"child/{wanted.Id}", clock.GetUtcNow()));
        outbox.Add(new RunStep(wanted.ParentId));
    }
}
