using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Steps are saved without EF's planning: what is stored, and what is refused, is the same.</summary>
public sealed class PlainSaveTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_that_are_saved_plainly_are_those_that_EF_saves(string database)
    {
        var engine = await sites.OnAsync(database);
        var (plain, other) = (Ids.New(engine.Clock), Ids.New(engine.Clock));
        foreach (var id in (string[])[plain, other])
        {
            await SaveAsync(engine, id == plain, db =>
            {
                db.Add(Row(engine, id));
                db.Add(new BookmarkRow { InstanceId = id, Execution = 1, Kind = "timer", CreatedAt = engine.Clock.GetUtcNow() });
                db.Add(new BookmarkRow { InstanceId = id, Execution = 2, Kind = "event", Key = "l'été", CreatedAt = engine.Clock.GetUtcNow(), Due = engine.Clock.GetUtcNow() });
                return Task.CompletedTask;
            });
            await SaveAsync(engine, id == plain, async db =>
            {
                var row = await db.Set<InstanceRow>().SingleAsync(i => i.Id == id);
                (row.Status, row.State, row.EndedAt, row.Revision) = (InstanceStatus.Faulted, "{\"état\":\"fini\"}", engine.Clock.GetUtcNow(), row.Revision + 1);
                db.Remove(await db.Set<BookmarkRow>().SingleAsync(b => b.InstanceId == id && b.Execution == 1));
                db.Add(new BookmarkRow { InstanceId = id, Execution = 3, Kind = "event", CreatedAt = engine.Clock.GetUtcNow() });
            });
        }

        Assert.Equal((await StoredAsync(engine, other)).Replace(other, plain, StringComparison.Ordinal), await StoredAsync(engine, plain));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_version_of_a_row_that_people_edit_is_counted_up_and_the_second_writer_is_refused(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = Ids.New(engine.Clock);
        await SaveAsync(engine, plainly: true, db => Task.FromResult(db.Add(new TaskRow { Id = id, InstanceId = id, Execution = 2, ActivityId = "a", Title = "Viser", CreatedAt = engine.Clock.GetUtcNow() })));
        Assert.Equal(0, (await TaskAsync(engine, id)).Version);

        await SaveAsync(engine, plainly: true, async db => (await db.Set<TaskRow>().SingleAsync(t => t.Id == id)).Title = "Signer");
        Assert.Equal(("Signer", 1), await TaskAsync(engine, id) is var once ? (once.Title, once.Version) : default);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => SaveAsync(engine, plainly: true, async db =>
        {
            var row = await db.Set<TaskRow>().SingleAsync(t => t.Id == id);
            await db.UpdateWhereAsync<TaskRow>(t => t.Id == id, s => s.Set(t => t.Version, t => t.Version + 1));
            row.Title = "écrasé";
        }));

        Assert.Equal(("Signer", 1), await TaskAsync(engine, id) is var still ? (still.Title, still.Version) : default);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_that_another_changed_or_that_is_of_another_tenant_is_not_written(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = Ids.New(engine.Clock);
        await SaveAsync(engine, plainly: true, db => Task.FromResult(db.Add(Row(engine, id))));

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => SaveAsync(engine, plainly: true, async db =>
        {
            var row = await db.Set<InstanceRow>().SingleAsync(i => i.Id == id);
            await db.UpdateWhereAsync<InstanceRow>(i => i.Id == id, s => s.Set(i => i.Revision, 7));
            (row.Title, row.Revision) = ("écrasé", row.Revision + 1);
        }));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => SaveAsync(engine, plainly: true, db => Task.FromResult(db.Remove(
            new BookmarkRow { InstanceId = id, Execution = 9, Kind = "event", TenantId = engine.Tenant.Id }))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SaveAsync(engine, plainly: true, db =>
        {
            var row = Row(engine, Ids.New(engine.Clock));
            row.TenantId = engine.Tenant.Id + 1;
            return Task.FromResult(db.Add(row));
        }));
        await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(engine, plainly: true, db => Task.FromResult(db.Add(Row(engine, id)))));
        Assert.Equal("titre", (await engine.InstanceAsync(id)).Title);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_that_nobody_tracks_are_written_as_tracked_ones_are(string database)
    {
        var engine = await sites.OnAsync(database);
        var (loose, other) = (Ids.New(engine.Clock), Ids.New(engine.Clock));
        await LooselyAsync(engine, loose, (_, rows) =>
        {
            rows.Add(Row(engine, loose));
            rows.Add(Bookmark(engine, loose, 1));
            rows.Add(Bookmark(engine, loose, 2));
        });
        await LooselyAsync(engine, loose, (held, rows) =>
        {
            Change(held!.Row, engine);
            rows.Change(held);
            var gone = Bookmark(engine, loose, 1);
            gone.TenantId = engine.Tenant.Id;
            rows.Remove(gone);
        });
        await SaveAsync(engine, plainly: false, db =>
        {
            db.Add(Row(engine, other));
            db.Add(Bookmark(engine, other, 2));
            return Task.CompletedTask;
        });
        await SaveAsync(engine, plainly: false, async db => Change(await db.Set<InstanceRow>().SingleAsync(i => i.Id == other), engine));

        Assert.Equal((await StoredAsync(engine, other)).Replace(other, loose, StringComparison.Ordinal), await StoredAsync(engine, loose));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_that_nobody_tracks_is_refused_where_a_tracked_one_would_be(string database)
    {
        var engine = await sites.OnAsync(database);
        var elsewhere = new EngineSite(engine.Site, await engine.Site.AddTenantAsync("autre-" + Ids.New(engine.Clock).ToLowerInvariant()));
        var (id, foreign) = (Ids.New(engine.Clock), Ids.New(engine.Clock));
        await LooselyAsync(engine, id, (_, rows) => rows.Add(Row(engine, id)));
        await LooselyAsync(elsewhere, foreign, (_, rows) => rows.Add(Row(engine, foreign)));

        await LooselyAsync(engine, foreign, (held, _) => Assert.Null(held));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => LooselyAsync(engine, id, async (held, rows, db) =>
        {
            await db.UpdateWhereAsync<InstanceRow>(i => i.Id == id, s => s.Set(i => i.Revision, 7));
            held!.Row.Revision++;
            rows.Change(held);
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => LooselyAsync(engine, id, (held, rows) =>
        {
            held!.Row.TenantId = elsewhere.Tenant.Id;
            rows.Change(held);
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => LooselyAsync(engine, id, (_, rows) =>
        {
            var theirs = Bookmark(engine, foreign, 1);
            theirs.TenantId = elsewhere.Tenant.Id;
            rows.Add(theirs);
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => LooselyAsync(engine, id, (_, rows) => rows.Remove(Bookmark(engine, foreign, 1))));
        Assert.Equal("titre", (await engine.InstanceAsync(id)).Title);
        Assert.Empty(await elsewhere.RowsAsync<BookmarkRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Whether_there_is_a_row_is_asked_for_the_tenant_alone(string database)
    {
        var engine = await sites.OnAsync(database);
        var elsewhere = new EngineSite(engine.Site, await engine.Site.AddTenantAsync("ailleurs-" + Ids.New(engine.Clock).ToLowerInvariant()));
        var id = Ids.New(engine.Clock);
        await LooselyAsync(engine, id, (_, rows) => rows.Add(Row(engine, id)));

        Assert.True(await HasAsync(engine, InstanceStatus.Waiting));
        Assert.False(await HasAsync(engine, InstanceStatus.Running));
        Assert.False(await HasAsync(elsewhere, InstanceStatus.Waiting));

        async Task<bool> HasAsync(EngineSite asking, InstanceStatus status)
        {
            await using var scope = asking.Enter();
            var found = false;
            await scope.Db.TransactAsync(async () => found = await scope.Db.HasAsync<InstanceRow>([(nameof(InstanceRow.Id), id), (nameof(InstanceRow.Status), status)]));
            return found;
        }
    }

    private static async Task<TaskRow> TaskAsync(EngineSite engine, string id) => Assert.Single(await engine.RowsAsync<TaskRow>(t => t.Where(x => x.Id == id)));

    private static InstanceRow Row(EngineSite engine, string id) => new()
    {
        Id = id,
        VersionId = "v",
        DefinitionId = "d",
        Title = "titre",
        State = "{}",
        OpenIncidents = 3,
        Status = InstanceStatus.Waiting,
        StartedAt = engine.Clock.GetUtcNow(),
        ChangedAt = engine.Clock.GetUtcNow(),
    };

    private static BookmarkRow Bookmark(EngineSite engine, string instance, int execution) =>
        new() { InstanceId = instance, Execution = execution, Kind = "event", Key = "l'été", CreatedAt = engine.Clock.GetUtcNow(), Due = engine.Clock.GetUtcNow() };

    private static void Change(InstanceRow row, EngineSite engine) =>
        (row.Status, row.State, row.EndedAt, row.Revision) = (InstanceStatus.Faulted, "{\"état\":\"fini\"}", engine.Clock.GetUtcNow(), row.Revision + 1);

    private static Task LooselyAsync(EngineSite engine, string id, Action<HeldRow<InstanceRow>?, LooseRows> change) => LooselyAsync(engine, id, (held, rows, _) =>
    {
        change(held, rows);
        return Task.CompletedTask;
    });

    private static async Task LooselyAsync(EngineSite engine, string id, Func<HeldRow<InstanceRow>?, LooseRows, MegalisDb, Task> change)
    {
        await using var scope = engine.Enter();
        await scope.Db.TransactAsync(async () =>
        {
            var rows = new LooseRows();
            await change(await scope.Db.FindHeldAsync<InstanceRow>(id), rows, scope.Db);
            await scope.Db.SavePlainAsync(rows);
        });
    }

    private static async Task SaveAsync(EngineSite engine, bool plainly, Func<MegalisDb, Task> change)
    {
        await using var scope = engine.Enter();
        await scope.Db.TransactAsync(async () =>
        {
            await change(scope.Db);
            await (plainly ? scope.Db.SavePlainAsync(new LooseRows()) : scope.Db.SaveChangesAsync());
            Assert.False(scope.Db.ChangeTracker.HasChanges());
        });
    }

    private static async Task<string> StoredAsync(EngineSite engine, string id) =>
        JsonSerializer.Serialize(await engine.InstanceAsync(id)) + JsonSerializer.Serialize(await engine.RowsAsync<BookmarkRow>(b => b.Where(x => x.InstanceId == id).OrderBy(x => x.Execution)));
}
