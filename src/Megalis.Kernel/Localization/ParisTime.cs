using System.Globalization;
using static Megalis.Kernel.Localization.FrenchTypography;

namespace Megalis.Kernel.Localization;

/// <summary>Instants as people in Brittany read them: the legal time of Paris, in words.</summary>
public static class ParisTime
{
    /// <summary>Below this, what remains is said beside a deadline, and the offset beside the hour (SCREENS.md).</summary>
    public static readonly TimeSpan Near = TimeSpan.FromHours(48);

    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>The same instant on the clocks of Paris.</summary>
    public static DateTimeOffset At(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Paris);

    /// <summary>The instant of a clock time typed by a person in Paris.</summary>
    /// <remarks>In the hour that comes twice in October the first one is meant; one that does not exist in March is moved by an hour.</remarks>
    public static DateTimeOffset From(DateTime clock)
    {
        var local = DateTime.SpecifyKind(clock, DateTimeKind.Unspecified);
        if (Paris.IsInvalidTime(local))
            local = local.AddHours(1);
        var offset = Paris.IsAmbiguousTime(local) ? Paris.GetAmbiguousTimeOffsets(local).Max() : Paris.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>« mercredi 3 mars 2027 à 12 h 00 (heure de Paris) ».</summary>
    public static string Full(DateTimeOffset instant) => $"{Moment(instant)} (heure de Paris)";

    /// <summary>« mercredi 3 mars 2027 à 12 h 00 (heure de Paris, UTC+1) », which tells the two hours of an October night apart.</summary>
    public static string FullWithOffset(DateTimeOffset instant) =>
        $"{Moment(instant)} (heure de Paris, UTC{At(instant).Offset.Hours:+0})";

    /// <summary>To the second, for receipts and registers: « mercredi 3 mars 2027 à 12 h 00 min 07 s (heure de Paris, UTC+1) ».</summary>
    public static string ToTheSecond(DateTimeOffset instant)
    {
        var paris = At(instant);
        return $"{Day(instant)} à {Hour(paris)}{NarrowSpace}min{NarrowSpace}{paris:ss}{NarrowSpace}s (heure de Paris, UTC{paris.Offset.Hours:+0})";
    }

    /// <summary>« mercredi 3 mars 2027 ».</summary>
    public static string Day(DateTimeOffset instant) => Day(DateOnly.FromDateTime(At(instant).DateTime));

    /// <summary>« lundi 1er mars 2027 ».</summary>
    public static string Day(DateOnly date) =>
        $"{date.ToString("dddd", French)} {DayOfMonth(date)}{NoBreakSpace}{date.ToString("MMMM", French)} {date.Year}";

    /// <summary>« 3 mars 2027 », without the day's name, for lists.</summary>
    public static string Date(DateTimeOffset instant) => Date(DateOnly.FromDateTime(At(instant).DateTime));

    /// <summary>« 1er mars 2027 ».</summary>
    public static string Date(DateOnly date) =>
        $"{DayOfMonth(date)}{NoBreakSpace}{date.ToString("MMMM", French)} {date.Year}";

    /// <summary>« 03/03/2027 12 h 00 », for tables.</summary>
    public static string Compact(DateTimeOffset instant)
    {
        var paris = At(instant);
        return $"{paris.ToString("dd/MM/yyyy", French)}{NoBreakSpace}{Hour(paris)}";
    }

    /// <summary>« 12 h 00 » on the clocks of Paris.</summary>
    public static string Clock(DateTimeOffset instant) => Hour(At(instant));

    /// <summary>
    /// « encore 6 jours », « encore 5 h 12 min », « encore 4 min », « encore moins d'une minute », « terminé ».
    /// Rounded down: nobody is told that there is more time than there is.
    /// </summary>
    public static string Remaining(DateTimeOffset deadline, DateTimeOffset now)
    {
        var left = deadline - now;
        return left switch
        {
            _ when left <= TimeSpan.Zero => "terminé",
            _ when left < TimeSpan.FromMinutes(1) => "encore moins d’une minute",
            _ when left < TimeSpan.FromHours(1) => $"encore {left.Minutes}{NarrowSpace}min",
            _ when left < Near => $"encore {(int)left.TotalHours}{NarrowSpace}h{NarrowSpace}{left.Minutes:00}{NarrowSpace}min",
            _ => $"encore {(int)left.TotalDays}{NoBreakSpace}jours",
        };
    }

    /// <summary>
    /// The first instant at which <see cref="Remaining"/>, or whether the deadline has passed, reads otherwise than at
    /// <paramref name="now"/>; the end of time when it never will.
    /// </summary>
    public static DateTimeOffset NextWords(DateTimeOffset deadline, DateTimeOffset now)
    {
        var left = deadline - now;
        if (left < TimeSpan.Zero)
            return DateTimeOffset.MaxValue;
        // « terminé » at the instant itself, but a pli is late only after it.
        if (left < TimeSpan.FromMinutes(1))
            return left > TimeSpan.Zero ? deadline : deadline.AddTicks(TimeSpan.TicksPerMicrosecond);
        var unit = left < Near ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerDay;
        return deadline.AddTicks(TimeSpan.TicksPerMicrosecond - left.Ticks / unit * unit);
    }

    /// <summary>When <see cref="Clock"/> goes on.</summary>
    public static DateTimeOffset NextMinute(DateTimeOffset now) => now.AddTicks(TimeSpan.TicksPerMinute - now.Ticks % TimeSpan.TicksPerMinute);

    private static string Moment(DateTimeOffset instant) => $"{Day(instant)} à {Clock(instant)}";

    private static string Hour(DateTimeOffset paris) =>
        $"{paris.Hour}{NarrowSpace}h{NarrowSpace}{paris.Minute:00}";

    private static string DayOfMonth(DateOnly date) => date.Day == 1 ? "1er" : date.Day.ToString(French);
}
