using System.Diagnostics;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Megalis.Kernel.Tests.Queue;

/// <summary>The queue as servers run it, alone and together.</summary>
public sealed class WorkersTests
{
    private static readonly (string, string) Quick = ("Megalis:Queue:PollMilliseconds", "200");

    /// <summary>No test waits so long: what happens earlier was woken.</summary>
    private static readonly (string, string) Asleep = ("Megalis:Queue:PollMilliseconds", "60000");

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_is_worked_as_soon_as_its_change_has_committed(string database)
    {
        await using var host = await KernelHost.StartAsync(database, settings: Asleep);
        await host.RunWorkersAsync();
        await UntilAsync(async () => (await host.QueueAsync()).Count == 0);
        await Task.Delay(300);

        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("now", Then: "and then")));

        await UntilAsync(async () => (await DatabaseRowTests.NotesAsync(host, null)).Count == 2);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_that_is_due_later_is_worked_by_the_poll(string database)
    {
        await using var host = await KernelHost.StartAsync(database, settings: Quick);
        await host.RunWorkersAsync();
        var clock = host.Services.GetRequiredService<TimeProvider>();
        var due = clock.GetUtcNow().AddMilliseconds(700);

        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("later"), due));

        await UntilAsync(async () => (await DatabaseRowTests.NotesAsync(host, null)).Count == 1);
        Assert.True(clock.GetUtcNow() >= due);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_tenant_that_floods_the_queue_hardly_delays_another(string database)
    {
        await using var host = await KernelHost.StartAsync(database, settings: Quick);
        var flood = await host.AddTenantAsync("flood");
        var quiet = await host.AddTenantAsync("quiet");
        await host.EnqueueAsync(outbox =>
        {
            for (var i = 0; i < 400; i++)
                outbox.Add(new AddNote("flood " + i));
        }, flood);
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("quiet")), quiet);

        await host.RunWorkersAsync();
        await UntilAsync(async () => (await host.QueueAsync()).Count == 0, seconds: 60);

        var happened = host.Services.GetRequiredService<Script>().Happened.ToList();
        Assert.Equal(401, happened.Count);
        Assert.InRange(happened.IndexOf("quiet"), 0, 20);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Calls_of_one_tenant_keep_to_their_share_of_the_lane(string database)
    {
        await using var host = await KernelHost.StartAsync(database, settings: [Quick, ("Megalis:Queue:Outside", "4")]);
        var slow = await host.AddTenantAsync("slow");
        var script = host.Services.GetRequiredService<Script>();
        var release = new TaskCompletionSource();
        var most = 0;
        var running = 0;
        script.OnCall = async (text, _) =>
        {
            if (text == "slow")
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await release.Task;
                Interlocked.Decrement(ref running);
            }
        };
        await host.EnqueueAsync(outbox =>
        {
            for (var i = 0; i < 10; i++)
                outbox.Add(new Call("slow"));
        }, slow);
        await host.RunWorkersAsync();
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref running) == 2));

        await host.EnqueueAsync(outbox => outbox.Add(new Call("quick")));
        await UntilAsync(() => Task.FromResult(script.Happened.Contains("answered")));

        Assert.Equal(2, most);
        release.SetResult();
        await UntilAsync(async () => (await host.QueueAsync()).Count == 0);
    }

    [Fact]
    public async Task Two_nodes_work_each_row_once()
    {
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres, settings: Quick);
        await using var second = await first.StartSecondNodeAsync(settings: Quick);
        await first.EnqueueAsync(outbox =>
        {
            for (var i = 0; i < 300; i++)
                outbox.Add(new AddNote("note " + i));
        });

        await Task.WhenAll(first.RunWorkersAsync(), second.RunWorkersAsync());
        await UntilAsync(async () => (await first.QueueAsync()).Count == 0, seconds: 60);

        Assert.Equal(300, (await DatabaseRowTests.NotesAsync(first, null)).Count);
        var (here, there) = (first.Services.GetRequiredService<Script>().Happened.Count, second.Services.GetRequiredService<Script>().Happened.Count);
        Assert.Equal(300, here + there);
        Assert.True(here > 0 && there > 0, $"{here} and {there}");
    }

    [Fact]
    public async Task Another_node_takes_over_what_a_dead_one_was_calling()
    {
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres, settings: [Quick, ("Megalis:Queue:LeaseSeconds", "2")]);
        await using var second = await first.StartSecondNodeAsync(settings: [Quick, ("Megalis:Queue:LeaseSeconds", "2")]);
        await first.EnqueueAsync(outbox => outbox.Add(new Call("hello")));
        // The row as a node leaves it whose machine lost its power in mid-call.
        await first.TamperAsync("update queue_row set state = 'Leased', lease = 'dead', lease_until = @p0", Megalis.Kernel.Data.InstantConverter.ToMicros(TimeProvider.System.GetUtcNow()) + 500_000);
        var script = second.Services.GetRequiredService<Script>();
        script.OnReconcile = _ => Reconciled.NotDone;

        await second.RunWorkersAsync();
        await UntilAsync(async () => (await first.QueueAsync()).Count == 0);

        Assert.Equal(["ask", "call", "answered"], script.Happened.Select(h => h.Split(' ')[0]));
    }

    [Fact]
    public async Task A_node_is_woken_by_a_commit_on_another_even_after_its_listening_connection_was_cut()
    {
        await using var web = await KernelHost.StartAsync(BothDatabases.Postgres, settings: [Asleep, ("Megalis:Queue:Workers", "0")]);
        await using var worker = await web.StartSecondNodeAsync(settings: Asleep);
        await web.RunWorkersAsync();
        await worker.RunWorkersAsync();
        await UntilAsync(async () => await ListenersAsync(web) == 2);
        await Task.Delay(300);

        await web.EnqueueAsync(outbox => outbox.Add(new AddNote("first")));
        await UntilAsync(async () => (await DatabaseRowTests.NotesAsync(web, null)).Count == 1);

        await web.TamperAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query ilike 'listen%'");
        await UntilAsync(async () => await ListenersAsync(web) == 2);
        await Task.Delay(300);
        await web.EnqueueAsync(outbox => outbox.Add(new AddNote("second")));
        await UntilAsync(async () => (await DatabaseRowTests.NotesAsync(web, null)).Count == 2);
        Assert.Empty(web.Services.GetRequiredService<Script>().Happened);
    }

    [Fact]
    public async Task Workers_outlive_a_database_that_cuts_all_their_connections()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres, settings: Quick);
        await host.RunWorkersAsync();
        await UntilAsync(async () => await ListenersAsync(host) == 1);

        await using (var admin = new NpgsqlConnection((await PostgresServer.SharedAsync()).AdminConnectionString))
        {
            await admin.OpenAsync();
            await using var cut = new NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = @p0", admin);
            cut.Parameters.AddWithValue("p0", new NpgsqlConnectionStringBuilder(host.ConnectionString).Database!);
            await cut.ExecuteNonQueryAsync();
        }

        await UntilAsync(async () =>
        {
            await host.EnqueueAsync(outbox => outbox.Add(new AddNote("after")));
            return true;
        });
        await UntilAsync(async () => (await DatabaseRowTests.NotesAsync(host, null)).Count == 1);
    }

    private static async Task<long> ListenersAsync(KernelHost host) =>
        (long)(await host.TamperAsync("select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"))!;

    internal static async Task UntilAsync(Func<Task<bool>> holds, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (Exception e) when (e is NpgsqlException or DbUpdateException or InvalidOperationException && watch.Elapsed.TotalSeconds < seconds)
            {
                // A cut connection; asked again.
            }

            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"It did not come true within {seconds} seconds.");
            await Task.Delay(25);
        }
    }
}
