using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>What a migration would do, or did, to one instance.</summary>
/// <param name="Obstacles">Empty: it moves.</param>
internal sealed record MigrationOutcome(string InstanceId, string Title, IReadOnlyList<MigrationObstacle> Obstacles);

/// <summary>Takes running instances to another version of their definition: first a dry run, then each in a transaction of its own.</summary>
internal sealed class Migrations(MegalisDb db, StepRunner steps, DefinitionCache definitions, Journal journal, TimeProvider clock)
{
    /// <summary>Every instance that is under way on a version, and what keeps it from moving. Changes nothing.</summary>
    /// <param name="map">Activity ids of the old version to ids of the new one; those that keep theirs need not be named.</param>
    public async Task<IReadOnlyList<MigrationOutcome>> DryRunAsync(string fromVersion, string toVersion, IReadOnlyDictionary<string, string> map, CancellationToken stop = default)
    {
        if (await db.Set<DefinitionRow>().Where(d => d.Id == fromVersion).Select(d => d.DefinitionId).SingleOrDefaultAsync(stop) is not { } definition)
            return [];
        var (from, to) = (await definitions.FindAsync(db, fromVersion, stop), await TargetAsync(definition, toVersion, stop));
        var outcomes = new List<MigrationOutcome>();
        await foreach (var row in db.Set<InstanceRow>().AsNoTracking().Where(i => i.VersionId == fromVersion && i.EndedAt == null).OrderBy(i => i.Id).AsAsyncEnumerable().WithCancellation(stop))
            outcomes.Add(new MigrationOutcome(row.Id, row.Title, Obstacles(from, to, map, InstanceState.Read(row.State))));
        return outcomes;
    }

    /// <summary>Moves one instance, or leaves it wholly as it is. Saves.</summary>
    public async Task<MigrationOutcome?> MigrateAsync(string instanceId, string toVersion, IReadOnlyDictionary<string, string> map, string actor, CancellationToken stop = default)
    {
        MigrationOutcome? outcome = null;
        await db.TransactAsync(async () =>
        {
            if (await steps.HoldAsync(instanceId, stop) is not { EndedAt: null } row)
                return;
            var state = InstanceState.Read(row.State);
            var (from, to) = (await definitions.FindAsync(db, row.VersionId, stop), await TargetAsync(row.DefinitionId, toVersion, stop));
            var obstacles = Obstacles(from, to, map, state);
            outcome = new MigrationOutcome(row.Id, row.Title, obstacles);
            if (obstacles.Count == 0)
                await WriteAsync(row, state, toVersion, map, actor, stop);
        }, stop);
        return outcome;
    }

    /// <summary>Null unless it is a published version of this definition, of this tenant: the cache is the whole process'.</summary>
    private async Task<FlowGraph?> TargetAsync(string definitionId, string toVersion, CancellationToken stop) =>
        await db.Set<DefinitionRow>().AnyAsync(d => d.Id == toVersion && d.DefinitionId == definitionId && d.PublishedAt != null, stop)
            ? await definitions.FindAsync(db, toVersion, stop)
            : null;

    private static IReadOnlyList<MigrationObstacle> Obstacles(FlowGraph from, FlowGraph? to, IReadOnlyDictionary<string, string> map, InstanceState state) =>
        to is null ? [new MigrationObstacle("", "La version demandée n'est pas une version publiée de ce circuit.")] : new MigrationPlan(from, to, map).Apply(state);

    private async Task WriteAsync(InstanceRow row, InstanceState state, string toVersion, IReadOnlyDictionary<string, string> map, string actor, CancellationToken stop)
    {
        var from = row.VersionId;
        (row.VersionId, row.State, row.ChangedAt) = (toVersion, state.Write(), clock.GetUtcNow());
        row.Revision++;
        db.Add(StepWriter.Step(row, new StepCause("migration", actor), [new StepEntry("migrated", "", 0, $"{from} → {toVersion}")]));
        foreach (var (old, new_) in map)
        {
            await db.UpdateWhereAsync<BookmarkRow>(b => b.InstanceId == row.Id && b.ActivityId == old, s => s.Set(b => b.ActivityId, new_), stop);
            await db.UpdateWhereAsync<TaskRow>(t => t.InstanceId == row.Id && t.ActivityId == old && t.State == TaskState.Open, s => s.Set(t => t.ActivityId, new_), stop);
        }

        journal.Append("circuit.migrated", InstanceActs.JournalKind, row.Id, new { from, to = toVersion, map }, actor);
        await db.SaveChangesAsync(stop);
    }
}
