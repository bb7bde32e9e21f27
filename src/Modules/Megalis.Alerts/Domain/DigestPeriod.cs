using System.Globalization;
using Megalis.Kernel.Localization;

namespace Megalis.Alerts.Domain;

/// <summary>One morning's digests: those of every day, or those of Monday.</summary>
/// <param name="Day">The day in Paris on whose morning they are due.</param>
internal sealed record DigestPeriod(Rhythm Rhythm, DateOnly Day, int Hour)
{
    /// <summary>Stored with each mailing; at most one for an address.</summary>
    public string Key => $"{(Rhythm == Rhythm.Weekly ? "weekly" : "daily")}:{Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    /// <summary>What was found before this instant belongs to it.</summary>
    public DateTimeOffset Due => ParisTime.From(Day.ToDateTime(new TimeOnly(Hour, 0))).ToUniversalTime();

    /// <summary>The last one that is due by now.</summary>
    public static DigestPeriod Last(Rhythm rhythm, DateTimeOffset now, int hour)
    {
        var paris = ParisTime.At(now);
        var day = DateOnly.FromDateTime(paris.DateTime);
        if (paris.Hour < hour)
            day = day.AddDays(-1);
        // Weeks begin on Monday.
        return new DigestPeriod(rhythm, rhythm == Rhythm.Weekly ? day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) : day, hour);
    }
}
