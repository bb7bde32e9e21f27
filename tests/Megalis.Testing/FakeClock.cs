namespace Megalis.Testing;

/// <summary>
/// A clock that stands still until a test moves it, in whole microseconds as the product's own clock.
/// Timers fire when <see cref="Advance"/> or <see cref="Set"/> passes their instant, in order, on the caller's thread.
/// A running site takes <see cref="WithRealTimers"/>: its workers go on waking by the wall clock while the date is the test's.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    /// <summary>Monday 1 March 2027, 9 h 00 in Paris: a working day, far from a change of hour.</summary>
    public static readonly DateTimeOffset Start = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private readonly bool realTimers;
    private DateTimeOffset now;

    public FakeClock(DateTimeOffset? start = null)
        : this(start ?? Start, realTimers: false)
    {
    }

    private FakeClock(DateTimeOffset start, bool realTimers)
    {
        now = ToMicroseconds(start);
        this.realTimers = realTimers;
    }

    /// <summary>The date is the test's, delays and elapsed times are the machine's.</summary>
    public static FakeClock WithRealTimers(DateTimeOffset? start = null) => new(start ?? Start, realTimers: true);

    public override long TimestampFrequency => realTimers ? TimeProvider.System.TimestampFrequency : TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => realTimers ? TimeProvider.System.GetTimestamp() : GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (realTimers)
            return TimeProvider.System.CreateTimer(callback, state, dueTime, period);

        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Set(GetUtcNow() + by);
    }

    /// <summary>Jumps to an instant, backwards too (a clock that was set back fires nothing).</summary>
    public void Set(DateTimeOffset instant)
    {
        var target = ToMicroseconds(instant);
        while (NextDue(target) is { } timer)
            timer.Fire();

        lock (gate)
            now = target;
    }

    private FakeTimer? NextDue(DateTimeOffset target)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (next is not null && next.Due > now)
                now = next.Due.Value;
            return next;
        }
    }

    private static DateTimeOffset ToMicroseconds(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private sealed class FakeTimer(FakeClock clock, Action callback) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                this.period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
                clock.timers.Remove(this);
                if (Due is not null)
                    clock.timers.Add(this);
            }

            return true;
        }

        public void Fire()
        {
            lock (clock.gate)
            {
                if (period > TimeSpan.Zero)
                {
                    Due += period;
                }
                else
                {
                    Due = null;
                    clock.timers.Remove(this);
                }
            }

            callback();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
