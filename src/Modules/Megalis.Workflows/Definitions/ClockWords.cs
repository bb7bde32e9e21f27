using System.Globalization;
using Megalis.Kernel.Localization;
using static Megalis.Kernel.Localization.FrenchTypography;

namespace Megalis.Workflows.Definitions;

/// <summary>Beats and calendars in French: « toutes les heures », « tous les 2 jours », « du lundi au vendredi à 8 h ».</summary>
internal static class ClockWords
{
    /// <summary>Beyond it a sum of small units is harder to grasp than its parts.</summary>
    private const int MostCounted = 100;

    private static readonly (TimeSpan Length, string All, string One, string Many)[] Units =
    [
        (TimeSpan.FromDays(7), "toutes les", "semaine", "semaines"),
        (TimeSpan.FromDays(1), "tous les", "jour", "jours"),
        (TimeSpan.FromHours(1), "toutes les", "heure", "heures"),
        (TimeSpan.FromMinutes(1), "toutes les", "minute", "minutes"),
        (TimeSpan.FromSeconds(1), "toutes les", "seconde", "secondes"),
    ];

    /// <summary>« toutes les 36 heures », « à intervalles de 2 jours 3 h 5 min ».</summary>
    public static string Every(TimeSpan interval)
    {
        foreach (var (length, all, _, many) in Units)
            if (interval >= length && interval.Ticks % length.Ticks == 0)
            {
                var count = interval.Ticks / length.Ticks;
                return count == 1 ? $"{all} {many}"
                    : count <= MostCounted || length == Units[1].Length ? string.Create(Texts.French, $"{all} {count}{NoBreakSpace}{many}")
                    : $"à intervalles de {DefinitionWords.Duration(interval)}";
            }

        return $"à intervalles de {DefinitionWords.Duration(interval)}";
    }

    /// <summary>A cron expression of a common shape in words; null for the others.</summary>
    public static string? Calendar(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 6 && fields[0] == "0")
            fields = fields[1..];
        if (fields.Length != 5)
            return null;
        var (minute, hour, day, month, weekday) = (fields[0], fields[1], Any(fields[2]), Any(fields[3]), Any(fields[4]));
        if (hour == "*" && day + month + weekday == "***")
            return OfMinutes(minute);
        if (minute == "0" && day + month + weekday == "***" && Step(hour, 24) is { } hours)
            return Every(TimeSpan.FromHours(hours));
        return TimesOf(minute, hour) is { } times && DaysOf(day, month, weekday) is { } days ? $"{days} {times}" : null;
    }

    private static string Any(string field) => field == "?" ? "*" : field;

    private static string? OfMinutes(string minute) => minute switch
    {
        "*" => Every(TimeSpan.FromMinutes(1)),
        "0" => Every(TimeSpan.FromHours(1)),
        _ when Step(minute, 60) is { } minutes => Every(TimeSpan.FromMinutes(minutes)),
        _ when Numbers(minute, 0, 59) is [var only] => string.Create(Texts.French, $"toutes les heures, à la minute {only}"),
        _ => null,
    };

    /// <summary>« */15 » of minutes: it is a beat only when the whole is a multiple of it.</summary>
    private static int? Step(string field, int whole) =>
        field.StartsWith("*/", StringComparison.Ordinal) && int.TryParse(field[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0 && step < whole && whole % step == 0
            ? step : null;

    /// <summary>« à 8 h », « à 8 h 30 et à 18 h 30 ».</summary>
    private static string? TimesOf(string minute, string hour) =>
        Numbers(minute, 0, 59) is [var at] && Numbers(hour, 0, 23) is { Count: <= 4 } hours
            ? List(hours.Select(h => string.Create(Texts.French, $"à {h}{NarrowSpace}h") + (at == 0 ? "" : string.Create(Texts.French, $"{NarrowSpace}{at:00}"))))
            : null;

    private static string? DaysOf(string day, string month, string weekday) => (day, month, weekday) switch
    {
        ("*", "*", "*") => "tous les jours",
        ("*", "*", _) => WeekdaysOf(weekday),
        (_, "*", "*") => Numbers(day, 1, 31) is { Count: <= 4 } days ? $"{List(days.Select(d => "le " + Ordinal(d)))} de chaque mois" : null,
        (_, _, "*") => Numbers(day, 1, 31) is [var only] && Numbers(month, 1, 12) is { Count: <= 4 } months && months.TrueForAll(m => only <= DateTime.DaysInMonth(2024, m))
            ? $"tous les ans {List(months.Select(m => $"le {Ordinal(only)}{NoBreakSpace}{Texts.French.DateTimeFormat.GetMonthName(m)}"))}" : null,
        _ => null,
    };

    private static string? WeekdaysOf(string field)
    {
        if (field.Split('-') is [var low, var high] && Numbers(low, 0, 7) is [var first] && Numbers(high, 0, 7) is [var last] && first < last)
            return $"du {NameOf(first)} au {NameOf(last)}";
        return Numbers(field, 0, 7) is { Count: <= 6 } days ? $"tous les {List(days.Select(d => NameOf(d) + "s"))}" : null;
    }

    private static string NameOf(int weekday) => Texts.French.DateTimeFormat.GetDayName((DayOfWeek)(weekday % 7));

    private static string Ordinal(int day) => day == 1 ? "1er" : day.ToString(CultureInfo.InvariantCulture);

    private static string List(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all.SkipLast(1))} et {all[^1]}";
    }

    /// <summary>A number, or several with commas; null for anything else.</summary>
    private static List<int>? Numbers(string field, int low, int high)
    {
        var numbers = new List<int>();
        foreach (var item in field.Split(','))
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < low || number > high)
                return null;
            numbers.Add(number);
        }

        return [.. numbers.Distinct().Order()];
    }
}
