using System.Globalization;

namespace Megalis.Workflows.Runtime;

/// <summary>
/// Instants of a cron expression: five fields (minute, hour, day of month, month, day of week), or six with seconds first,
/// as Elsa writes them. Fields hold <c>*</c>, numbers, lists, ranges and steps. Read in Paris time.
/// </summary>
internal static class CronCalendar
{
    /// <summary>29 February comes back within eight years.</summary>
    private const int DaysSearched = 366 * 9;

    private static readonly (int Low, int High)[] Bounds = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    /// <summary>The first instant after <paramref name="after"/>; null when there is none.</summary>
    /// <exception cref="ActivityFailedException">The expression cannot be read.</exception>
    public static DateTimeOffset? Next(string expression, DateTimeOffset after)
    {
        var fields = Read(expression);
        var from = TimeZoneInfo.ConvertTime(after, Paris).DateTime;
        for (var day = 0; day < DaysSearched; day++)
        {
            var date = from.Date.AddDays(day);
            if (!fields[4].Contains(date.Month) || !DayFits(fields, date))
                continue;
            foreach (var time in TimesOf(fields))
                if (InstantOf(date + time) is { } instant && instant > after)
                    return instant;
        }

        return null;
    }

    /// <summary>As cron has always done: when both days are limited, either will do.</summary>
    private static bool DayFits(SortedSet<int>[] fields, DateTime date)
    {
        var (days, weekdays) = (fields[3], fields[5]);
        var byDay = days.Contains(date.Day);
        var byWeekday = weekdays.Contains((int)date.DayOfWeek) || (date.DayOfWeek == DayOfWeek.Sunday && weekdays.Contains(7));
        return days.Count == 31 || weekdays.Count == 8 ? byDay && byWeekday : byDay || byWeekday;
    }

    private static IEnumerable<TimeSpan> TimesOf(SortedSet<int>[] fields) =>
        from hour in fields[2] from minute in fields[1] from second in fields[0] select new TimeSpan(hour, minute, second);

    /// <summary>The hour that a change of season leaves out has no instant; of the one it repeats the first counts.</summary>
    private static DateTimeOffset? InstantOf(DateTime local)
    {
        if (Paris.IsInvalidTime(local))
            return null;
        var offset = Paris.IsAmbiguousTime(local) ? Paris.GetAmbiguousTimeOffsets(local).Max() : Paris.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static SortedSet<int>[] Read(string expression)
    {
        var parts = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 5)
            parts = ["0", .. parts];
        if (parts.Length != 6)
            throw Unreadable(expression);
        return [.. parts.Select((part, i) => Field(part == "?" ? "*" : part, Bounds[i], expression))];
    }

    private static SortedSet<int> Field(string text, (int Low, int High) bounds, string expression)
    {
        var values = new SortedSet<int>();
        foreach (var item in text.Split(','))
        {
            var pieces = item.Split('/');
            var step = pieces.Length == 2 ? Number(pieces[1], expression) : 1;
            var ends = pieces[0] == "*" ? [bounds.Low, bounds.High] : pieces[0].Split('-').Select(end => Number(end, expression)).ToArray();
            var (low, high) = (ends[0], ends.Length == 2 ? ends[1] : pieces.Length == 2 ? bounds.High : ends[0]);
            if (step < 1 || low < bounds.Low || high > bounds.High || low > high || pieces.Length > 2 || ends.Length > 2)
                throw Unreadable(expression);
            for (long value = low; value <= high; value += step)
                values.Add((int)value);
        }

        return values;
    }

    private static int Number(string text, string expression) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable(expression);

    private static ActivityFailedException Unreadable(string expression) => new($"Le calendrier « {expression} » ne se lit pas.");
}
