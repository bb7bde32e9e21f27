using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Queue;

public sealed class RecurringTests
{
    private static readonly Action<FeatureServices> EachMinute = services => services.AddRecurring<Tick, TickHandler>(TimeSpan.FromMinutes(1));

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_recurring_job_runs_once_for_each_instant_and_missed_instants_become_one(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, EachMinute, clock);
        Task<int> TicksAsync() => DrainedTicksAsync(host);

        Assert.Equal(1, await TicksAsync());
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, await TicksAsync());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await TicksAsync());
        clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(3, await TicksAsync());
    }

    [Fact]
    public async Task On_two_nodes_each_instant_runs_once_even_when_the_second_looks_after_the_first_has_finished()
    {
        var clock = new FakeClock();
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres, EachMinute, clock);
        await using var second = await first.StartSecondNodeAsync(EachMinute, clock);

        for (var i = 0; i < 3; i++)
        {
            await DrainedTicksAsync(i % 2 == 0 ? first : second);
            await DrainedTicksAsync(i % 2 == 0 ? second : first);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, await DrainedTicksAsync(first, drain: false) + await DrainedTicksAsync(second, drain: false));
    }

    [Fact]
    public async Task Two_running_nodes_share_the_instants()
    {
        Action<FeatureServices> eachSecond = services => services.AddRecurring<Tick, TickHandler>(TimeSpan.FromSeconds(1));
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres, eachSecond);
        await using var second = await first.StartSecondNodeAsync(eachSecond);
        var began = TimeProvider.System.GetUtcNow();

        await Task.WhenAll(first.RunWorkersAsync(), second.RunWorkersAsync());
        await Task.Delay(TimeSpan.FromSeconds(5));
        await Task.WhenAll(first.StopWorkersAsync(), second.StopWorkersAsync());

        var instants = (int)(TimeProvider.System.GetUtcNow() - began).TotalSeconds + 2;
        var ticks = await DrainedTicksAsync(first, drain: false) + await DrainedTicksAsync(second, drain: false);
        Assert.InRange(ticks, 3, instants);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_job_that_rests_after_failures_tries_again_at_each_instant(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, services => services.AddRecurring<Tick, FailingTick>(TimeSpan.FromMinutes(1)), clock, ("Megalis:Queue:Attempts", "2"));
        var script = host.Services.GetRequiredService<Script>();
        for (var i = 0; i < 8; i++)
        {
            await host.DrainAsync();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        var row = Assert.Single(await host.QueueAsync());
        Assert.Equal((QueueState.Resting, 8), (row.State, script.Happened.Count));
    }

    [Theory]
    [InlineData(BothDatabases.Sqlite, true)]
    [InlineData(BothDatabases.Sqlite, false)]
    [InlineData(BothDatabases.Postgres, true)]
    [InlineData(BothDatabases.Postgres, false)]
    public async Task A_minute_with_a_wrong_date_does_not_stop_a_job_until_that_date(string database, bool ranMeanwhile)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, EachMinute, clock);
        Assert.Equal(1, await DrainedTicksAsync(host));
        clock.Set(FakeClock.Start.AddYears(10));
        if (ranMeanwhile)
            await DrainedTicksAsync(host);
        else
            await host.Services.GetRequiredService<RecurringClock>().TickAsync(default);
        var before = await DrainedTicksAsync(host, drain: false);

        clock.Set(FakeClock.Start.AddMinutes(1));
        Assert.Equal(before + 1, await DrainedTicksAsync(host));
        clock.Set(FakeClock.Start.AddMinutes(2));
        Assert.Equal(before + 2, await DrainedTicksAsync(host));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_clock_that_is_a_little_late_does_not_run_an_instant_twice(string database)
    {
        var clock = new FakeClock();
        await using var host = await KernelHost.StartAsync(database, EachMinute, clock);
        Assert.Equal(1, await DrainedTicksAsync(host));

        clock.Set(FakeClock.Start.AddMinutes(-1));

        Assert.Equal(1, await DrainedTicksAsync(host));
    }

    private static async Task<int> DrainedTicksAsync(KernelHost host, bool drain = true)
    {
        if (drain)
            await host.DrainAsync();
        return host.Services.GetRequiredService<Script>().Happened.Count(h => h == "tick");
    }

    private sealed class FailingTick(Script script) : IHandle<Tick>
    {
        public Task HandleAsync(Tick payload, CancellationToken stop)
        {
            script.Note("failed");
            throw new InvalidOperationException();
        }
    }
}
