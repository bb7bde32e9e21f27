using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Tests.Domain;

public sealed class FrenchHolidaysTests
{
    [Theory]
    [InlineData(1818, 3, 22)]
    [InlineData(1943, 4, 25)]
    [InlineData(2000, 4, 23)]
    [InlineData(2024, 3, 31)]
    [InlineData(2025, 4, 20)]
    [InlineData(2026, 4, 5)]
    [InlineData(2027, 3, 28)]
    [InlineData(2028, 4, 16)]
    [InlineData(2038, 4, 25)]
    public void Easter_falls_on_its_known_dates(int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), FrenchHolidays.EasterOf(year));

    [Fact]
    public void Easter_is_always_a_Sunday_between_22_March_and_25_April()
    {
        for (var year = 1900; year <= 2200; year++)
        {
            var easter = FrenchHolidays.EasterOf(year);
            Assert.Equal(DayOfWeek.Sunday, easter.DayOfWeek);
            Assert.InRange(easter, new DateOnly(year, 3, 22), new DateOnly(year, 4, 25));
        }
    }

    [Theory]
    [InlineData("2026-01-01", "jour de l’An")]
    [InlineData("2026-04-06", "lundi de Pâques")]
    [InlineData("2026-05-01", "fête du Travail")]
    [InlineData("2026-05-08", "8 mai 1945")]
    [InlineData("2026-05-14", "Ascension")]
    [InlineData("2026-05-25", "lundi de Pentecôte")]
    [InlineData("2026-07-14", "fête nationale")]
    [InlineData("2026-08-15", "Assomption")]
    [InlineData("2026-11-01", "Toussaint")]
    [InlineData("2026-11-11", "11 novembre 1918")]
    [InlineData("2026-12-25", "Noël")]
    [InlineData("2026-04-05", null)]
    [InlineData("2026-04-07", null)]
    [InlineData("2026-12-26", null)]
    public void A_holiday_has_its_name(string day, string? name) =>
        Assert.Equal(name, FrenchHolidays.NameOf(DateOnly.Parse(day, null)));

    [Fact]
    public void A_year_has_eleven_holidays_unless_two_fall_together()
    {
        for (var year = 2000; year <= 2100; year++)
        {
            var first = new DateOnly(year, 1, 1);
            var count = Enumerable.Range(0, 366).Select(first.AddDays).Count(day => day.Year == year && FrenchHolidays.NameOf(day) is not null);
            // Ascension on 1 or 8 May, or Whit Monday... the sum is 11 but for such years.
            var ascension = FrenchHolidays.EasterOf(year).AddDays(39);
            Assert.Equal(ascension is { Month: 5, Day: 1 or 8 } ? 10 : 11, count);
        }
    }

    [Theory]
    [InlineData("2026-06-01", "2026-06-01")] // Monday
    [InlineData("2026-05-30", "2026-06-01")] // Saturday
    [InlineData("2026-05-31", "2026-06-01")] // Sunday
    [InlineData("2026-05-01", "2026-05-04")] // Friday, holiday, then the week-end
    [InlineData("2026-05-23", "2026-05-26")] // Saturday before Whit Monday
    [InlineData("2026-04-04", "2026-04-07")] // Saturday before Easter Monday
    [InlineData("2026-12-25", "2026-12-28")]
    public void A_day_off_moves_to_the_next_worked_day(string day, string worked) =>
        Assert.Equal(DateOnly.Parse(worked, null), FrenchHolidays.WorkingDayFrom(DateOnly.Parse(day, null)));
}
