using System.Runtime.CompilerServices;
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
    /// <summary>Instances that a dry run reads: a page waits for it.</summary>
    public const int MostTried = 2_000;

    private const int Batch = 100;

    /// <summary>What keeps instances under way on these versions from moving. Of more than <see cref="MostTried"/> it reads some of each step where one stands. Changes nothing.</summary>
    /// <param name="map">Activity ids of the old version to ids of the new one; those that keep theirs need not be named.</param>
    public async IAsyncEnumerable<MigrationOutcome> DryRunAsync(
        IReadOnlyList<string> sources, string toVersion, IReadOnlyDictionary<string, string> map, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var targets = new Dictionary<string, FlowGraph?>();
        foreach (var ids in (await ChosenAsync(sources, stop)).Chunk(Batch))
            foreach (var row in await db.Set<InstanceRow>().AsNoTracking().Where(i => ids.Contains(i.Id)).OrderBy(i => i.Id).ToListAsync(stop))
            {
                if (!targets.TryGetValue(row.DefinitionId, out var to))
                    targets[row.DefinitionId] = to = await TargetAsync(row.DefinitionId, toVersion, stop);
                yield return new MigrationOutcome(row.Id, row.Title, Obstacles(await definitions.FindAsync(db, row.VersionId, stop), to, map, InstanceState.Read(row.State)));
            }
    }

    /// <summary>Instances under way on these versions.</summary>
    public Task<int> CountAsync(IReadOnlyList<string> sources, CancellationToken stop = default) => UnderWay(sources).CountAsync(stop);

    private IQueryable<InstanceRow> UnderWay(IReadOnlyList<string> sources) => db.Set<InstanceRow>().AsNoTracking().Where(i => sources.Contains(i.VersionId) && i.EndedAt == null);

    /// <summary>All, when they are few; else the oldest of each step, and then the oldest of all.</summary>
    private async Task<List<string>> ChosenAsync(IReadOnlyList<string> sources, CancellationToken stop)
    {
        var oldest = await UnderWay(sources).OrderBy(i => i.Id).Select(i => i.Id).Take(MostTried + 1).ToListAsync(stop);
        if (oldest.Count <= MostTried)
            return oldest;
        var standing = db.Set<BookmarkRow>().Select(b => new { b.ActivityId, b.InstanceId })
            .Union(db.Set<IncidentRow>().Where(x => x.ResolvedAt == null).Select(x => new { x.ActivityId, x.InstanceId }))
            .Where(x => UnderWay(sources).Any(i => i.Id == x.InstanceId));
        var steps = await standing.Select(x => x.ActivityId).Distinct().OrderBy(id => id).Take(MostTried).ToListAsync(stop);
        var chosen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
            chosen.UnionWith(await standing.Where(x => x.ActivityId == step).Select(x => x.InstanceId).Distinct().OrderBy(id => id).Take(Math.Max(1, MostTried / steps.Count)).ToListAsync(stop));
        return [.. chosen.Union(oldest).Take(MostTried).Order(StringComparer.Ordinal)];
    }

    /// <summary>Moves one instance, or leaves it wholly as it is. Saves.</summary>
    /// <param name="sources">Versions that it must still stand on when it is held; any when null.</param>
    /// <returns>Null when it has ended, is not there, or stands on none of these versions.</returns>
    public async Task<MigrationOutcome?> MigrateAsync(
        string instanceId, string toVersion, IReadOnlyDictionary<string, string> map, string actor, IReadOnlyCollection<string>? sources = null, CancellationToken stop = default)
    {
        MigrationOutcome? outcome = null;
        await db.TransactAsync(async () =>
        {
            if (await steps.HoldAsync(instanceId, stop) is not { Row: { EndedAt: null } row } held || sources?.Contains(row.VersionId) == false)
                return;
            var state = InstanceState.Read(row.State);
            var before = state.Executions.ToDictionary(e => e.Number, e => e.Activity);
            var (from, to) = (await definitions.FindAsync(db, row.VersionId, stop), await TargetAsync(row.DefinitionId, toVersion, stop));
            var obstacles = Obstacles(from, to, map, state);
            outcome = new MigrationOutcome(row.Id, row.Title, obstacles);
            if (obstacles.Count == 0)
                await WriteAsync(held, state, before, new Move(toVersion, map, actor), stop);
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

    private async Task WriteAsync(HeldRow<InstanceRow> held, InstanceState state, Dictionary<int, string> before, Move move, CancellationToken stop)
    {
        var (row, rows) = (held.Row, new LooseRows());
        var from = row.VersionId;
        (row.VersionId, row.State, row.ChangedAt) = (move.To, state.Write(), clock.GetUtcNow());
        row.Revision++;
        rows.Change(held);
        rows.Add(StepWriter.Step(row, new StepCause("migration", move.Actor), [new StepEntry("migrated", "", 0, $"{from} → {move.To}")]));
        // By execution, never by the old id: a map may well give one activity the id that another one had.
        foreach (var (number, activity) in state.Executions.Where(e => before[e.Number] != e.Activity).Select(e => (e.Number, e.Activity)))
        {
            await db.UpdateWhereAsync<BookmarkRow>(b => b.InstanceId == row.Id && b.Execution == number, s => s.Set(b => b.ActivityId, activity), stop);
            await db.UpdateWhereAsync<TaskRow>(t => t.InstanceId == row.Id && t.Execution == number && t.State == TaskState.Open, s => s.Set(t => t.ActivityId, activity), stop);
            await db.UpdateWhereAsync<IncidentRow>(i => i.InstanceId == row.Id && i.Execution == number && i.ResolvedAt == null, s => s.Set(i => i.ActivityId, activity), stop);
        }

        journal.Append("circuit.migrated", InstanceActs.JournalKind, row.Id, new { from, to = move.To, map = move.Map }, move.Actor);
        await db.SavePlainAsync(rows, stop);
    }

    private sealed record Move(string To, IReadOnlyDictionary<string, string> Map, string Actor);
}
