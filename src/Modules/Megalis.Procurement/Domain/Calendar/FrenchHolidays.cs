namespace Megalis.Procurement.Domain;

/// <summary>The public holidays of article L. 3133-1 of the Code du travail (metropolitan France but Alsace-Moselle).</summary>
internal static class FrenchHolidays
{
    /// <summary>The name of the holiday, in French, or null on an ordinary day.</summary>
    public static string? NameOf(DateOnly day) => (day.Month, day.Day) switch
    {
        (1, 1) => "jour de l’An",
        (5, 1) => "fête du Travail",
        (5, 8) => "8 mai 1945",
        (7, 14) => "fête nationale",
        (8, 15) => "Assomption",
        (11, 1) => "Toussaint",
        (11, 11) => "11 novembre 1918",
        (12, 25) => "Noël",
        _ => MovableNameOf(day),
    };

    public static bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && NameOf(day) is null;

    /// <summary>The day itself when it is worked, else the next that is.</summary>
    public static DateOnly WorkingDayFrom(DateOnly day)
    {
        while (!IsWorkingDay(day))
            day = day.AddDays(1);
        return day;
    }

    /// <summary>Easter Sunday in the Gregorian calendar (Butcher's anonymous algorithm).</summary>
    public static DateOnly EasterOf(int year)
    {
        var golden = year % 19;
        var (century, yearOfCentury) = (year / 100, year % 100);
        var correction = (century - (century + 8) / 25 + 1) / 3;
        var epact = (19 * golden + century - century / 4 - correction + 15) % 30;
        var weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7;
        var shift = (golden + 11 * epact + 22 * weekday) / 451;
        var days = epact + weekday - 7 * shift + 114;
        return new DateOnly(year, days / 31, days % 31 + 1);
    }

    private static string? MovableNameOf(DateOnly day) => (day.DayNumber - EasterOf(day.Year).DayNumber) switch
    {
        1 => "lundi de Pâques",
        39 => "Ascension",
        50 => "lundi de Pentecôte",
        _ => null,
    };
}
