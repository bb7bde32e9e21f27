using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Queue;

public sealed class ChangeLogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Positions_follow_the_commits_without_gaps_and_a_rolled_back_change_has_none(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");
        await AddAsync(host, null, "a");
        await using (var scope = host.Enter())
            await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.TransactAsync(async () =>
            {
                scope.Changes().Add("content", "ghost");
                await scope.Db.SaveChangesAsync();
                throw new InvalidOperationException();
            }));
        await AddAsync(host, kerlann, "b");
        await host.DrainAsync();
        await AddAsync(host, null, "c");
        await AddAsync(host, null, "not numbered yet", drain: false);

        await using var all = host.EnterHost();
        Assert.Equal([(1L, "a"), (2L, "b"), (3L, "c")], (await all.Changes().ReadAsync(0, 10)).Select(c => (c.Position, c.Key)));
        Assert.Equal(["c"], (await all.Changes().ReadAsync(2, 10)).Select(c => c.Key));
        Assert.Equal(["a"], (await all.Changes().ReadAsync(0, 1)).Select(c => c.Key));
        Assert.Equal(3, await all.Changes().LastPositionAsync());
        await using var own = host.Enter(kerlann);
        Assert.Equal(["b"], (await own.Changes().ReadAsync(0, 10)).Select(c => c.Key));
    }

    [Fact]
    public async Task A_late_commit_is_not_lost_by_a_reader_of_positions_and_is_lost_by_a_reader_of_ids()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);
        await host.RunWorkersAsync();
        await using var slow = host.Enter();
        await using var transaction = await slow.Db.Database.BeginTransactionAsync();
        slow.Changes().Add("content", "late");
        await slow.Db.SaveChangesAsync();
        await AddAsync(host, null, "early", drain: false);
        await WorkersTests.UntilAsync(async () => (await ReadAsync(host, 0)).Count == 1);

        var (position, id) = ((await ReadAsync(host, 0))[^1].Position, await LastIdAsync(host));
        await transaction.CommitAsync();
        await AddAsync(host, null, "last", drain: false);
        await WorkersTests.UntilAsync(async () => (await ReadAsync(host, 0)).Count == 3);

        Assert.Equal(["late", "last"], (await ReadAsync(host, position)).Select(c => c.Key).Order(StringComparer.Ordinal).Reverse());
        // The negative control: this is what following ids would have done.
        await using var scope = host.EnterHost();
        Assert.Equal(["last"], await scope.Db.Set<ChangeRow>().Where(c => c.Id > id).Select(c => c.Key).ToListAsync());
    }

    [Fact]
    public async Task One_node_leads_and_another_takes_over_when_its_connection_dies()
    {
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres);
        await using var second = await first.StartSecondNodeAsync();
        await AddAsync(first, null, "a");
        await AddAsync(first, null, "b", drain: false);

        await second.DrainAsync();
        Assert.Single(await ReadAsync(first, 0));

        await first.TamperAsync(
            "select count(pg_terminate_backend(a.pid)) from pg_stat_activity a join pg_locks l on l.pid = a.pid where l.locktype = 'advisory' and a.datname = current_database()");
        await second.DrainAsync();
        Assert.Equal(["a", "b"], (await ReadAsync(first, 0)).Select(c => c.Key));

        await AddAsync(first, null, "c", drain: false);
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => first.Services.GetRequiredService<LogLeader>().TickAsync(CancellationToken.None));
        Assert.False(await first.Services.GetRequiredService<LogLeader>().TickAsync(CancellationToken.None));
        Assert.Equal(2, (await ReadAsync(first, 0)).Count);
        await second.DrainAsync();
        Assert.Equal(3, (await ReadAsync(first, 0)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Writers_side_by_side_get_every_position_once(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await host.RunWorkersAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 25; i++)
                await AddAsync(host, null, $"{writer}-{i}", drain: false);
        }));
        await WorkersTests.UntilAsync(async () => (await ReadAsync(host, 0)).Count == 200);

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), (await ReadAsync(host, 0)).Select(c => c.Position));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_reader_that_sleeps_is_woken_by_what_it_has_to_read(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await host.RunWorkersAsync();
        var feed = host.Services.GetRequiredService<ChangeFeed>();
        await Task.Delay(300);

        var woken = feed.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        await AddAsync(host, null, "news", drain: false);
        await woken.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["news"], (await ReadAsync(host, 0)).Select(c => c.Key));
    }

    private static async Task AddAsync(KernelHost host, Tenant? tenant, string key, bool drain = true)
    {
        await using (var scope = host.Enter(tenant))
        {
            scope.Changes().Add("content", key);
            await scope.Db.SaveChangesAsync();
        }

        if (drain)
            await host.DrainAsync();
    }

    private static async Task<IReadOnlyList<Change>> ReadAsync(KernelHost host, long after)
    {
        await using var scope = host.EnterHost();
        return await scope.Changes().ReadAsync(after, 1000);
    }

    private static async Task<long> LastIdAsync(KernelHost host)
    {
        await using var scope = host.EnterHost();
        return await scope.Db.Set<ChangeRow>().MaxAsync(c => c.Id);
    }
}
