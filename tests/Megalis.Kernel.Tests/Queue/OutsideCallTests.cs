using Megalis.Kernel.Queue;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Queue;

public sealed class OutsideCallTests
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(2);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_runs_outside_any_transaction_and_its_row_goes(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var script = host.Services.GetRequiredService<Script>();
        // A second context may write: on SQLite it would wait for ever inside a transaction.
        script.OnCall = (_, _) => host.EnqueueAsync(outbox => outbox.Add(new AddNote("answer")));
        await host.EnqueueAsync(outbox => outbox.Add(new Call("hello")));
        Assert.Equal(Lane.Outside, Assert.Single(await host.QueueAsync()).Lane);

        await host.DrainAsync();

        Assert.Empty(await host.QueueAsync());
        Assert.Equal(["answer"], await DatabaseRowTests.NotesAsync(host, null));
    }

    [Theory]
    [InlineData("Sqlite", Reconciled.Done, 1, "")]
    [InlineData("Postgres", Reconciled.Done, 1, "")]
    [InlineData("Sqlite", Reconciled.NotDone, 2, "")]
    [InlineData("Postgres", Reconciled.NotDone, 2, "")]
    [InlineData("Sqlite", Reconciled.Unknown, 1, "Resting")]
    [InlineData("Postgres", Reconciled.Unknown, 1, "Resting")]
    public async Task After_a_lost_answer_the_other_side_is_asked_before_anything_is_sent_again(string database, Reconciled answer, int calls, string left)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, clock: clock);
        var script = host.Services.GetRequiredService<Script>();
        script.OnCall = (_, _) => throw new TimeoutException("no answer");
        script.OnReconcile = _ => answer;
        await host.EnqueueAsync(outbox => outbox.Add(new Call("hello")));

        await host.DrainAsync();
        Assert.Equal(QueueState.Uncertain, Assert.Single(await host.QueueAsync()).State);
        script.OnCall = (_, _) => Task.CompletedTask;
        clock.Advance(Later);
        await host.DrainAsync();

        Assert.Equal(calls, script.Happened.Count(h => h.StartsWith("call ", StringComparison.Ordinal)));
        Assert.Equal(1, script.Happened.Count(h => h.StartsWith("ask ", StringComparison.Ordinal)));
        Assert.Single(script.Happened.Where(h => h.Contains(' ', StringComparison.Ordinal)).Select(h => h.Split(' ')[1]).Distinct());
        Assert.Equal(left, string.Join(' ', (await host.QueueAsync()).Select(q => q.State)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_that_surely_did_not_leave_is_tried_again_without_asking(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, clock: clock);
        var script = host.Services.GetRequiredService<Script>();
        script.OnCall = (_, _) => throw new NotSentException("connection refused");
        await host.EnqueueAsync(outbox => outbox.Add(new Call("hello")));

        await host.DrainAsync();
        Assert.Equal(QueueState.Ready, Assert.Single(await host.QueueAsync()).State);
        script.OnCall = (_, _) => Task.CompletedTask;
        clock.Advance(Later);
        await host.DrainAsync();

        Assert.DoesNotContain(script.Happened, h => h.StartsWith("ask", StringComparison.Ordinal));
        Assert.Empty(await host.QueueAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_question_that_did_not_leave_says_nothing_of_the_call_before_it(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, clock: clock);
        var script = host.Services.GetRequiredService<Script>();
        script.OnCall = (_, _) => throw new TimeoutException("no answer");
        script.OnReconcile = _ => throw new NotSentException("connection refused");
        await host.EnqueueAsync(outbox => outbox.Add(new Call("hello")));

        await host.DrainAsync();
        clock.Advance(Later);
        await host.DrainAsync();

        var row = Assert.Single(await host.QueueAsync());
        Assert.Equal((QueueState.Uncertain, true, 2), (row.State, row.Unsure, row.Attempts));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_whose_answer_is_lost_is_still_asked_about_after_its_feature_was_off(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, clock: clock);
        var script = host.Services.GetRequiredService<Script>();
        script.OnCall = (_, _) => throw new TimeoutException("no answer");
        script.OnReconcile = _ => Reconciled.Done;
        await host.EnqueueAsync(outbox => outbox.Add(new Call("hello")));
        await host.DrainAsync();
        await host.TamperAsync("update queue_row set feature = 'Gone'");
        clock.Advance(Later);
        await host.DrainAsync();
        Assert.Equal(QueueState.Waiting, Assert.Single(await host.QueueAsync()).State);

        await host.TamperAsync("update queue_row set feature = 'Tests.Base'");
        await host.DrainAsync();

        Assert.Empty(await host.QueueAsync());
        Assert.Equal(1, script.Happened.Count(h => h.StartsWith("call ", StringComparison.Ordinal)));
        Assert.Equal(1, script.Happened.Count(h => h.StartsWith("ask ", StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task When_a_process_dies_in_mid_call_another_asks_and_the_dead_one_changes_nothing_any_more(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, clock: clock);
        var script = host.Services.GetRequiredService<Script>();
        var entered = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        script.OnCall = async (_, _) =>
        {
            entered.TrySetResult();
            await answer.Task;
        };
        script.OnReconcile = _ => Reconciled.NotDone;
        await host.EnqueueAsync(outbox => outbox.Add(new Call("hello")));
        var runner = host.Services.GetRequiredService<QueueRunner>();

        await using var session = runner.NewSession();
        var frozen = runner.RunOneAsync(session, Lane.Outside, host.Tenants.Default.Id, CancellationToken.None);
        await entered.Task;
        Assert.Equal(0, (await host.DrainAsync()).Done);
        clock.Advance(TimeSpan.FromSeconds(61));
        script.OnCall = (_, _) => throw new TimeoutException("still no answer");
        await host.DrainAsync();
        var taken = Assert.Single(await host.QueueAsync());
        answer.SetResult();
        await frozen;

        var row = Assert.Single(await host.QueueAsync());
        Assert.Equal((taken.State, taken.Attempts, taken.History), (row.State, row.Attempts, row.History));
        Assert.Equal(QueueState.Uncertain, row.State);
        Assert.Contains("Le serveur s'est arrêté", QueueHistory.Read(row.History)[0].Error, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_server_that_stops_in_mid_call_says_so_at_once(string database)
    {
        await using var host = await KernelHost.StartAsync(database, settings: ("Megalis:Queue:PollMilliseconds", "100"));
        var script = host.Services.GetRequiredService<Script>();
        var entered = new TaskCompletionSource();
        script.OnCall = async (_, stop) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        };
        await host.EnqueueAsync(outbox => outbox.Add(new Call("hello")));

        await host.RunWorkersAsync();
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await host.StopWorkersAsync();

        var row = Assert.Single(await host.QueueAsync());
        Assert.Equal((QueueState.Uncertain, 0), (row.State, row.Attempts));
    }
}
