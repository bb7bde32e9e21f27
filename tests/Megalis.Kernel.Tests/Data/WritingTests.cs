using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Tests.Data;

public sealed class WritingTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Fifty_writers_at_once_all_get_their_turn(string database)
    {
        await using var host = await KernelHost.StartAsync(database);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await using var scope = host.Enter();
                await scope.Db.TransactAsync(async () =>
                {
                    // Read, then write, as pages do: on SQLite the upgrade of a reader to a writer is where BUSY comes from.
                    await scope.Db.Set<NoteRow>().CountAsync();
                    scope.Db.Add(new NoteRow { Text = $"{writer}-{i}" });
                    await scope.Db.SaveChangesAsync();
                });
                await scope.Db.UpdateWhereAsync<NoteRow>(n => n.Text == $"{writer}-{i}", s => s.Set(n => n.Version, 1));
            }
        })));

        await using var reading = host.Enter();
        Assert.Equal(250, await reading.Db.Set<NoteRow>().CountAsync(n => n.Version == 1));
    }

    [Fact]
    public async Task On_SQLite_a_writer_waits_while_a_transaction_is_open_and_readers_do_not()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite);
        await using var slow = host.Enter();
        var inside = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var first = slow.Db.TransactAsync(async () =>
        {
            slow.Db.Add(new NoteRow { Text = "first" });
            await slow.Db.SaveChangesAsync();
            inside.SetResult();
            await go.Task;
        });
        await inside.Task;

        await using var other = host.Enter();
        other.Db.Add(new NoteRow { Text = "second" });
        var second = other.Db.SaveChangesAsync();
        await using (var reader = host.Enter())
            Assert.Equal(0, await reader.Db.Set<NoteRow>().CountAsync());
        Assert.False(second.IsCompleted);

        go.SetResult();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task On_SQLite_a_second_context_that_writes_inside_a_transaction_is_told_instead_of_waiting_for_ever()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite);
        await using var outer = host.Enter();
        await using var other = host.Enter();
        other.Db.Add(new NoteRow { Text = "x" });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => outer.Db.TransactAsync(() => other.Db.SaveChangesAsync()).WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Contains("TenantScope.JoinAsync", error.Message, StringComparison.Ordinal);
        await other.Db.SaveChangesAsync();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_waits_for_the_commit_runs_after_it_and_never_after_a_rollback(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await using var scope = host.Enter();
        var ran = new List<string>();
        Task Note(string what)
        {
            ran.Add(what);
            return Task.CompletedTask;
        }

        await Assert.ThrowsAsync<TimeoutException>(() => scope.Db.TransactAsync(() =>
        {
            scope.Db.AfterCommit(() => Note("rolled back"));
            throw new TimeoutException();
        }));
        await scope.Db.TransactAsync(async () =>
        {
            scope.Db.AfterCommit(() => Note("committed"));
            await using var inner = await TenantScope.JoinAsync(host.Services, host.Tenants.Default, scope.Db);
            await using var innermost = await TenantScope.JoinAsync(host.Services, host.Tenants.Default, inner.Db);
            innermost.Db.AfterCommit(() => Note("joined"));
            Assert.Empty(ran);
        });
        scope.Db.AfterCommit(() => Note("saved"));
        scope.Db.Add(new NoteRow { Text = "x" });
        await scope.Db.SaveChangesAsync();

        Assert.Equal(["committed", "joined", "saved"], ran);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_rollback_undoes_every_save_and_every_bulk_statement(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await using var scope = host.Enter();
        scope.Db.Add(new NoteRow { Text = "kept" });
        await scope.Db.SaveChangesAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => scope.Db.TransactAsync(async () =>
        {
            scope.Db.Add(new NoteRow { Text = "gone" });
            await scope.Db.SaveChangesAsync();
            await scope.Db.DeleteWhereAsync<NoteRow>(n => n.Text == "kept");
            throw new TimeoutException();
        }));

        await using var reading = host.Enter();
        Assert.Equal(["kept"], await reading.Db.Set<NoteRow>().Select(n => n.Text).ToListAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_second_of_two_editors_is_told(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await using var anne = host.Enter();
        anne.Db.Add(new NoteRow { Text = "draft" });
        await anne.Db.SaveChangesAsync();
        await using var yann = host.Enter();
        var his = await yann.Db.Set<NoteRow>().SingleAsync();
        (await anne.Db.Set<NoteRow>().SingleAsync()).Text = "Anne's";
        await anne.Db.SaveChangesAsync();

        his.Text = "Yann's";
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => yann.Db.SaveChangesAsync());

        await using var reading = host.Enter();
        Assert.Equal(("Anne's", 1), (await reading.Db.Set<NoteRow>().Select(n => new { n.Text, n.Version }).SingleAsync()) is var row ? (row.Text, row.Version) : default);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Instants_come_back_as_they_were_and_order_by_time(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var clock = new MicrosecondClock();
        var (now, before1970) = (clock.GetUtcNow(), new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(-1));
        await using (var scope = host.EnterHost())
        {
            scope.Db.Add(new Megalis.Kernel.Queue.QueueRow { Kind = "b", Due = now.ToOffset(TimeSpan.FromHours(2)), CreatedAt = now });
            scope.Db.Add(new Megalis.Kernel.Queue.QueueRow { Kind = "a", Due = before1970, CreatedAt = before1970 });
            await scope.Db.SaveChangesAsync();
        }

        await using var reading = host.EnterHost();
        var rows = await reading.Db.Set<Megalis.Kernel.Queue.QueueRow>().AsNoTracking().OrderBy(q => q.Due).ToListAsync();
        Assert.Equal([before1970, now], rows.Select(q => q.Due));
        Assert.Equal(1, await reading.Db.Set<Megalis.Kernel.Queue.QueueRow>().CountAsync(q => q.Due < now));
    }

    [Fact]
    public async Task Saving_without_waiting_is_refused()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite);
        await using var scope = host.Enter();

        Assert.Throws<NotSupportedException>(() => scope.Db.SaveChanges());
    }

    [Fact]
    public async Task A_second_process_on_the_same_SQLite_file_is_refused_with_a_sentence()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite);

        var error = await Assert.ThrowsAsync<DatabaseHeldException>(() => host.StartSecondNodeAsync());

        Assert.StartsWith($"Un autre processus de la plateforme travaille déjà sur {host.DataPath}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_of_another_database_is_refused()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);
        await using var other = await KernelHost.StartAsync(BothDatabases.Postgres);

        var error = await Assert.ThrowsAsync<VolumeRefusedException>(() => host.StartSecondNodeAsync(settings: ("Megalis:DataPath", other.DataPath)));

        Assert.Contains("appartient à une autre base", error.Message, StringComparison.Ordinal);
    }
}
