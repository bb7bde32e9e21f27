using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>The next instance of a migration is to be moved.</summary>
[QueueKind("workflows.migrate.v1", Label = "Migration des parcours d'un circuit")]
internal sealed record MigrateNext(string MigrationId);

/// <summary>
/// One instance, one transaction: it moves or stays wholly as it is and is named with the reason, the count goes on, the
/// next row follows. What stopped half-way goes on where it stopped, on any node.
/// </summary>
internal sealed class MigrateNextHandler(MegalisDb db, Outbox outbox, Migrations migrations, Journal journal, TimeProvider clock) : IHandle<MigrateNext>
{
    public async Task HandleAsync(MigrateNext payload, CancellationToken stop)
    {
        if (await db.Set<MigrationRow>().SingleOrDefaultAsync(m => m.Id == payload.MigrationId, stop) is not { EndedAt: null } row)
            return;
        var sources = JsonSerializer.Deserialize<List<string>>(row.FromVersions)!;
        var next = await db.Set<InstanceRow>().Where(i => sources.Contains(i.VersionId) && i.EndedAt == null && i.Id.CompareTo(row.Cursor) > 0)
            .OrderBy(i => i.Id).Select(i => i.Id).FirstOrDefaultAsync(stop);
        if (next is null)
        {
            End(row);
            return;
        }

        await MoveAsync(row, next, sources, stop);
        row.Cursor = next;
        outbox.Add(new MigrateNext(row.Id));
    }

    private async Task MoveAsync(MigrationRow row, string instanceId, List<string> sources, CancellationToken stop)
    {
        var map = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Map)!;
        // Null: it ended, or went elsewhere, since it was found.
        if (await migrations.MigrateAsync(instanceId, row.ToVersion, map, row.StartedBy, sources, stop) is not { } outcome)
            return;
        if (outcome.Obstacles.Count == 0)
        {
            row.Moved++;
            return;
        }

        row.Refused++;
        db.Add(new MigrationRefusalRow { MigrationId = row.Id, InstanceId = instanceId, Message = string.Join('\n', outcome.Obstacles.Select(MigrationDesk.Sentence)) });
    }

    private void End(MigrationRow row)
    {
        row.EndedAt = clock.GetUtcNow();
        journal.Append("circuit.migration-ended", DefinitionStore.JournalKind, row.ToVersion, new { row.Id, row.Moved, row.Refused }, row.StartedBy);
    }
}
