using Megalis.Testing;

namespace Megalis.Kernel.Tests.Testing;

public sealed class FakeClockTests
{
    [Fact]
    public void The_clock_stands_still_and_moves_by_what_it_is_told_in_whole_microseconds()
    {
        var clock = new FakeClock();
        var before = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromTicks(10_000_019));

        Assert.Equal(FakeClock.Start.AddTicks(10_000_010), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromTicks(10_000_010), clock.GetElapsedTime(before));
    }

    [Fact]
    public void Timers_fire_in_order_at_their_own_instant()
    {
        var clock = new FakeClock();
        var log = new List<string>();
        void Note(object? name) => log.Add($"{name} {(clock.GetUtcNow() - FakeClock.Start).TotalSeconds}");

        using var late = clock.CreateTimer(Note, "late", TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var beat = clock.CreateTimer(Note, "beat", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        var stopped = clock.CreateTimer(Note, "stopped", TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        stopped.Dispose();
        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["beat 2", "beat 4", "late 5", "beat 6"], log);
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_passes_it()
    {
        var clock = new FakeClock();
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task With_real_timers_a_delay_passes_while_the_date_stands_still()
    {
        var clock = FakeClock.WithRealTimers();

        await Task.Delay(TimeSpan.FromMilliseconds(20), clock).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(FakeClock.Start, clock.GetUtcNow());
    }
}
