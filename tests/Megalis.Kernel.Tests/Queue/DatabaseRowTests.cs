using Megalis.Kernel.Queue;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Queue;

public sealed class DatabaseRowTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_runs_for_its_tenant_and_goes_with_its_effect_and_its_successor(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("first", Then: "second")), kerlann);

        var drained = await host.DrainAsync();

        Assert.Equal((2, 0), (drained.Done, drained.Failures.Count));
        Assert.Equal(["first", "second"], await NotesAsync(host, kerlann));
        Assert.Empty(await NotesAsync(host, null));
        Assert.Empty(await host.QueueAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_of_a_rolled_back_change_was_never_there(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await using (var scope = host.Enter())
            await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.TransactAsync(async () =>
            {
                scope.Outbox().Add(new AddNote("ghost"));
                await scope.Db.SaveChangesAsync();
                throw new InvalidOperationException();
            }));

        Assert.Equal(0, (await host.DrainAsync()).Done);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_failure_leaves_nothing_of_the_handler_and_is_tried_again_later(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, clock: clock);
        var script = host.Services.GetRequiredService<Script>();
        script.InNote = (_, _) => throw new InvalidOperationException("no « paper » left");
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("first", Then: "second"), dedupeKey: "only"));
        var before = Assert.Single(await host.QueueAsync());

        var drained = await host.DrainAsync();

        Assert.Equal("no « paper » left", Assert.Single(drained.Failures).Message);
        Assert.Empty(await NotesAsync(host, null));
        var row = Assert.Single(await host.QueueAsync());
        Assert.Equal((before.Id, 1, QueueState.Ready, before.DedupeKey, before.CreatedAt), (row.Id, row.Attempts, row.State, row.DedupeKey, row.CreatedAt));
        Assert.InRange(row.Due - clock.GetUtcNow(), TimeSpan.FromSeconds(7.5), TimeSpan.FromSeconds(12.5));
        var attempt = Assert.Single(QueueHistory.Read(row.History));
        Assert.Equal((clock.GetUtcNow(), "InvalidOperationException: no « paper » left"), (attempt.At, attempt.Error));

        script.InNote = (_, _) => Task.CompletedTask;
        Assert.Equal(0, (await host.DrainAsync()).Done);
        clock.Advance(TimeSpan.FromSeconds(13));
        Assert.Equal(2, (await host.DrainAsync()).Done);
        Assert.Equal(["first", "second"], await NotesAsync(host, null));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task After_its_last_attempt_a_row_rests_with_its_history(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, clock: clock, settings: ("Megalis:Queue:Attempts", "3"));
        host.Services.GetRequiredService<Script>().InNote = (_, _) => throw new InvalidOperationException("again");
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("never")));

        for (var i = 0; i < 5; i++)
        {
            await host.DrainAsync();
            clock.Advance(TimeSpan.FromHours(2));
        }

        var row = Assert.Single(await host.QueueAsync());
        Assert.Equal((QueueState.Resting, 3, 3), (row.State, row.Attempts, QueueHistory.Read(row.History).Count));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_error_that_no_retry_mends_rests_at_once(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        host.Services.GetRequiredService<Script>().InNote = (_, _) => throw new NoRetryException("refused for good");
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("never")));

        await host.DrainAsync();

        Assert.Equal(QueueState.Resting, Assert.Single(await host.QueueAsync()).State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_save_that_fails_inside_a_handler_undoes_the_whole_row(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("same")));
        await host.DrainAsync();
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("same", Then: "after")));

        var drained = await host.DrainAsync();

        Assert.IsType<DbUpdateException>(Assert.Single(drained.Failures));
        Assert.Equal(["same"], await NotesAsync(host, null));
        Assert.Equal(1, Assert.Single(await host.QueueAsync()).Attempts);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_follows_the_commit_of_a_handler_runs_after_success_and_not_after_failure(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var script = host.Services.GetRequiredService<Script>();
        script.InNote = (note, db) =>
        {
            db.AfterCommit(() =>
            {
                script.Note($"after {note.Text}");
                return Task.CompletedTask;
            });
            return note.Text == "bad" ? throw new InvalidOperationException() : Task.CompletedTask;
        };
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("good")));
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("bad")));

        await host.DrainAsync();

        Assert.Equal(["good", "after good", "bad"], script.Happened);
    }

    /// <summary>A worker keeps its connection from row to row, of whichever tenant.</summary>
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_failure_undoes_nothing_of_the_rows_around_it_and_each_lands_in_its_tenant(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");
        host.Services.GetRequiredService<Script>().InNote = (note, _) =>
            note.Text.StartsWith("bad", StringComparison.Ordinal) ? throw new InvalidOperationException("no") : Task.CompletedTask;
        foreach (var text in new[] { "a", "bad 1", "b", "bad 2", "c" })
        {
            await host.EnqueueAsync(outbox => outbox.Add(new AddNote(text)), kerlann);
            await host.EnqueueAsync(outbox => outbox.Add(new AddNote(text + " portal")));
        }

        var drained = await host.DrainAsync();

        Assert.Equal((10, 4), (drained.Done, drained.Failures.Count));
        Assert.Equal(["a", "b", "c"], await NotesAsync(host, kerlann));
        Assert.Equal(["a portal", "b portal", "c portal"], await NotesAsync(host, null));
        Assert.Equal(4, (await host.QueueAsync()).Count);
    }

    /// <summary>The session of the drain goes on with a new connection.</summary>
    [Fact]
    public async Task Rows_after_one_that_lost_the_connection_are_worked_all_the_same()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);
        host.Services.GetRequiredService<Script>().InNote = (note, db) => note.Text == "cut"
            ? Megalis.Kernel.Data.KernelSql.RawAsync(db, "select pg_terminate_backend(pg_backend_pid())", [], CancellationToken.None)
            : Task.CompletedTask;
        foreach (var text in new[] { "before", "cut", "after" })
            await host.EnqueueAsync(outbox => outbox.Add(new AddNote(text)));

        await host.DrainAsync();

        Assert.Equal(["before", "after"], await NotesAsync(host, null));
        Assert.Equal(1, Assert.Single(await host.QueueAsync()).Attempts);
    }

    [Fact]
    public async Task A_handler_that_loses_its_connection_counts_as_an_attempt()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);
        host.Services.GetRequiredService<Script>().InNote = (_, db) =>
            Megalis.Kernel.Data.KernelSql.RawAsync(db, "select pg_terminate_backend(pg_backend_pid())", [], CancellationToken.None);
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("cut")));

        await host.DrainAsync();

        Assert.Equal((1, QueueState.Ready), (Assert.Single(await host.QueueAsync()) is var row ? row.Attempts : 0, row.State));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_is_added_once_and_can_be_taken_back(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var later = host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(1);
        await using (var scope = host.Enter())
        {
            await scope.Outbox().AddOnceAsync(new AddNote("a"), "key", later);
            await scope.Db.SaveChangesAsync();
            await scope.Outbox().AddOnceAsync(new AddNote("b"), "key", later);
            await scope.Db.SaveChangesAsync();
        }

        Assert.Single(await host.QueueAsync());
        await using (var scope = host.Enter())
        {
            scope.Outbox().Add(new AddNote("c"), later, "key");
            await Assert.ThrowsAsync<DbUpdateException>(() => scope.Db.SaveChangesAsync());
        }

        await using (var scope = host.Enter())
            Assert.Equal(1, await scope.Outbox().CancelAsync<AddNote>("key"));
        Assert.Empty(await host.QueueAsync());
    }

    internal static async Task<List<string>> NotesAsync(KernelHost host, Megalis.Kernel.Tenants.Tenant? tenant)
    {
        await using var scope = host.Enter(tenant);
        return await scope.Db.Set<NoteRow>().OrderBy(n => n.Id).Select(n => n.Text).ToListAsync();
    }
}
