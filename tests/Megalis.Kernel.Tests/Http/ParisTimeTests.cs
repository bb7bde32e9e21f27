using Megalis.Kernel.Localization;

namespace Megalis.Kernel.Tests.Http;

/// <summary>What people read for an instant. In expectations « ~ » is a no-break space and « _ » a narrow one.</summary>
public sealed class ParisTimeTests
{
    private static readonly DateTimeOffset Noon = new(2027, 3, 3, 11, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_instant_is_said_in_the_legal_time_of_paris() =>
        Assert.Equal(Spaced("mercredi 3~mars 2027 à 12_h_00 (heure de Paris)"), ParisTime.Full(Noon));

    [Fact]
    public void In_summer_the_same_utc_hour_is_one_later() =>
        Assert.Equal(Spaced("samedi 3~juillet 2027 à 13_h_00 (heure de Paris)"), ParisTime.Full(Noon.AddMonths(4)));

    [Fact]
    public void The_first_of_the_month_is_an_ordinal() =>
        Assert.Equal(Spaced("lundi 1er~mars 2027"), ParisTime.Day(Noon.AddDays(-2)));

    [Fact]
    public void The_day_is_that_of_paris_not_of_greenwich() =>
        Assert.Equal(Spaced("1er~janvier 2027"), ParisTime.Date(new DateTimeOffset(2026, 12, 31, 23, 30, 0, TimeSpan.Zero)));

    [Fact]
    public void The_two_hours_of_an_october_night_are_told_apart_by_their_offset()
    {
        var first = new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero);

        Assert.Equal(Spaced("dimanche 25~octobre 2026 à 2_h_30 (heure de Paris, UTC+2)"), ParisTime.FullWithOffset(first));
        Assert.Equal(Spaced("dimanche 25~octobre 2026 à 2_h_30 (heure de Paris, UTC+1)"), ParisTime.FullWithOffset(first.AddHours(1)));
    }

    [Fact]
    public void A_receipt_says_the_second() =>
        Assert.Equal(Spaced("mercredi 3~mars 2027 à 12_h_00_min_07_s (heure de Paris, UTC+1)"), ParisTime.ToTheSecond(Noon.AddSeconds(7.9)));

    [Fact]
    public void A_table_says_it_short() => Assert.Equal(Spaced("03/03/2027~12_h_00"), ParisTime.Compact(Noon));

    [Theory]
    [InlineData(-1, "terminé")]
    [InlineData(0, "terminé")]
    [InlineData(59, "encore moins d’une minute")]
    [InlineData(60, "encore 1_min")]
    [InlineData(3599, "encore 59_min")]
    [InlineData(3600, "encore 1_h_00_min")]
    [InlineData(18779, "encore 5_h_12_min")]
    [InlineData(172_799, "encore 47_h_59_min")]
    [InlineData(172_800, "encore 2~jours")]
    [InlineData(600_000, "encore 6~jours")]
    public void What_remains_is_never_more_than_there_is(int seconds, string said) =>
        Assert.Equal(Spaced(said), ParisTime.Remaining(Noon.AddSeconds(seconds), Noon));

    [Fact]
    public void A_typed_clock_time_is_an_instant_of_paris()
    {
        Assert.Equal(Noon, ParisTime.From(new DateTime(2027, 3, 3, 12, 0, 0, DateTimeKind.Local)));
        Assert.Equal(new DateTimeOffset(2027, 7, 3, 10, 0, 0, TimeSpan.Zero), ParisTime.From(new DateTime(2027, 7, 3, 12, 0, 0)));
    }

    [Fact]
    public void A_typed_time_that_comes_twice_is_the_first_and_one_that_never_comes_is_moved()
    {
        Assert.Equal(TimeSpan.FromHours(2), ParisTime.From(new DateTime(2026, 10, 25, 2, 30, 0)).Offset);
        Assert.Equal(new DateTimeOffset(2027, 3, 28, 3, 30, 0, TimeSpan.FromHours(2)), ParisTime.From(new DateTime(2027, 3, 28, 2, 30, 0)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(59.5)]
    [InlineData(60)]
    [InlineData(90)]
    [InlineData(3_600)]
    [InlineData(172_799.5)]
    [InlineData(172_800)]
    [InlineData(259_300)]
    [InlineData(7_000_000)]
    public void What_remains_reads_the_same_until_its_next_words_and_otherwise_from_then_on(double seconds)
    {
        var now = Noon.AddSeconds(-seconds);
        var tick = TimeSpan.FromMicroseconds(1);

        var next = ParisTime.NextWords(Noon, now);

        if (seconds < 0)
        {
            Assert.Equal(DateTimeOffset.MaxValue, next);
            return;
        }

        Assert.True(next > now);
        Assert.Equal(Said(now), Said(next - tick));
        Assert.NotEqual(Said(now), Said(next));

        static (string, bool) Said(DateTimeOffset now) => (ParisTime.Remaining(Noon, now), Noon < now);
    }

    [Fact]
    public void A_clock_goes_on_at_the_full_minute()
    {
        Assert.Equal(Noon.AddMinutes(1), ParisTime.NextMinute(Noon));
        Assert.Equal(Noon.AddMinutes(1), ParisTime.NextMinute(Noon.AddSeconds(59.9)));
    }

    [Theory]
    [InlineData(0, "0_o")]
    [InlineData(999, "999_o")]
    [InlineData(1000, "1_ko")]
    [InlineData(1449, "1,4_ko")]
    [InlineData(9_949, "9,9_ko")]
    [InlineData(9_950, "10_ko")]
    [InlineData(14_400, "14_ko")]
    [InlineData(999_499, "999_ko")]
    [InlineData(999_500, "1_Mo")]
    [InlineData(1_400_000, "1,4_Mo")]
    [InlineData(2_147_483_648, "2,1_Go")]
    [InlineData(long.MaxValue, "9223372_To")]
    public void A_size_is_said_in_decimal_units(long bytes, string said) => Assert.Equal(Spaced(said), FileSize.Text(bytes));

    private static string Spaced(string text) => text.Replace('~', '\u00a0').Replace('_', '\u202f');
}
