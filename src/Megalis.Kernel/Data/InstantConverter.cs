using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Megalis.Kernel.Data;

/// <summary>
/// Instants are stored as microseconds since 1970 in UTC: PostgreSQL would cut .NET's 100 ns, and SQLite cannot order
/// a DateTimeOffset.
/// </summary>
public sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(v => ToMicros(v), v => FromMicros(v))
{
    public static long ToMicros(DateTimeOffset value) => (value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicros(long value) => DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);
}

/// <summary>The clock of the product: the system's, in whole microseconds, so that what is stored equals what was read.</summary>
public sealed class MicrosecondClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
