using System.Globalization;
using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>What an operator decides about a migration: from which versions, to which one, by which map.</summary>
internal sealed record MigrationOrder(string DefinitionId, IReadOnlyList<string> From, string To, IReadOnlyDictionary<string, string> Map);

/// <summary>What a dry run found.</summary>
/// <param name="Refused">Those that cannot move, with the reasons; the first ones only.</param>
/// <param name="Total">Instances that the order is about: more than were read when they are many.</param>
internal sealed record DryRun(int Ready, int Stay, IReadOnlyList<MigrationOutcome> Refused, int Total)
{
    public int Read => Ready + Stay;
    public bool IsWhole => Read >= Total;
}

/// <summary>Dry runs and the beginning of migrations; each instance is moved by a row of the queue.</summary>
internal sealed class MigrationDesk(MegalisDb db, Migrations migrations, Outbox outbox, Journal journal, TimeProvider clock)
{
    /// <summary>Instances that a page can name.</summary>
    public const int MostNamed = 100;

    /// <summary>
    /// Writes nothing. A page waits for it: of many instances it reads some of each step where one stands, of which
    /// those of one step mostly share their fate; the migration itself looks at every one.
    /// </summary>
    public async Task<DryRun> TryAsync(MigrationOrder order, CancellationToken stop)
    {
        var (ready, stay, refused) = (0, 0, new List<MigrationOutcome>());
        await foreach (var outcome in migrations.DryRunAsync(order.From, order.To, order.Map, stop))
        {
            if (outcome.Obstacles.Count == 0)
                ready++;
            else if (++stay <= MostNamed)
                refused.Add(outcome);
        }

        return new DryRun(ready, stay, refused, await migrations.CountAsync(order.From, stop));
    }

    /// <summary>Whether a migration was begun under this id: by the other click on the same form.</summary>
    public Task<bool> IsStartedAsync(string id, CancellationToken stop) => db.Set<MigrationRow>().AnyAsync(m => m.Id == id, stop);

    /// <summary>Begins it under an id that the form brought: the same form sent twice begins once. Saves.</summary>
    public async Task<Refusal?> StartAsync(string id, MigrationOrder order, string actor, CancellationToken stop)
    {
        Refusal? refusal = null;
        await db.TransactAsync(async () =>
        {
            // Two operators, or two clicks of one: the second sees what the first has begun.
            await db.HoldNameAsync(string.Create(CultureInfo.InvariantCulture, $"workflows/migrate/{db.TenantId}/{order.DefinitionId}"), stop: stop);
            if (await IsStartedAsync(id, stop))
                return;
            if (await db.Set<MigrationRow>().AnyAsync(m => m.DefinitionId == order.DefinitionId && m.EndedAt == null, stop))
            {
                refusal = new Refusal("Une migration de ce circuit est déjà en cours : attendez qu’elle finisse.");
                return;
            }

            await AddAsync(id, order, actor, stop);
            await db.SaveChangesAsync(stop);
        }, stop);
        return refusal;
    }

    /// <summary>No further instance is moved. Saves. False when it had ended, or is not there.</summary>
    public async Task<bool> StopAsync(string id, CancellationToken stop)
    {
        if (await db.Set<MigrationRow>().SingleOrDefaultAsync(m => m.Id == id, stop) is not { EndedAt: null } row)
            return false;
        row.EndedAt = clock.GetUtcNow();
        journal.Append("circuit.migration-stopped", DefinitionStore.JournalKind, row.ToVersion, new { row.Id, row.Moved, row.Refused });
        await db.SaveChangesAsync(stop);
        return true;
    }

    private async Task AddAsync(string id, MigrationOrder order, string actor, CancellationToken stop)
    {
        var total = await migrations.CountAsync(order.From, stop);
        db.Add(new MigrationRow
        {
            Id = id,
            DefinitionId = order.DefinitionId,
            FromVersions = JsonSerializer.Serialize(order.From),
            ToVersion = order.To,
            Map = JsonSerializer.Serialize(order.Map),
            Total = total,
            StartedAt = clock.GetUtcNow(),
            StartedBy = actor,
        });
        outbox.Add(new MigrateNext(id), dedupeKey: id);
        journal.Append("circuit.migration-started", DefinitionStore.JournalKind, order.To, new { id, order.From, order.To, order.Map, total }, actor);
    }

    /// <summary>An obstacle with the step at which it stands.</summary>
    public static string Sentence(MigrationObstacle obstacle) => obstacle.ActivityId.Length > 0 ? $"[{obstacle.ActivityId}] {obstacle.Message}" : obstacle.Message;
}
