using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Tests.Domain;

public sealed class ConsultationWarningsTests
{
    // Monday 1 June 2026; noon in Paris is 10 h UTC in summer.
    private static readonly WarningFacts Quiet = new(
        Nature.Travaux, Procedure.ProcedureAdaptee, AcheteurKind.Collectivite, 50_000, new(2026, 6, 1), Noon(2026, 6, 30), new(), HasDce: true);

    [Fact]
    public void A_small_market_with_time_enough_warns_of_nothing() => Assert.Empty(Warn(Quiet));

    [Fact]
    public void A_market_without_an_estimate_warns_of_no_threshold() =>
        Assert.Empty(Warn(Quiet with { EstimatedAmount = null, HasDce = false }));

    [Theory]
    [InlineData(19, true)]
    [InlineData(22, false)]
    public void A_procedure_adaptee_is_advised_20_days(int day, bool warned)
    {
        var warnings = Warn(Quiet with { Deadline = Noon(2026, 6, day) });
        Assert.Equal(warned, warnings.Any(w => w.Section == "deadline" && w.IsAdvice && w.Message.Contains("20 jours", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(30, "Le délai minimal")] // 30 June, one day short
    [InlineData(31, "s’achève ce jour-là")] // 1 July, the last day itself
    [InlineData(32, null)]
    public void An_open_call_is_warned_below_30_days_and_told_of_the_last_day(int juneDay, string? expected)
    {
        var deadline = Noon(2026, 6, 1).AddDays(juneDay - 1);
        var warnings = Warn(Quiet with { Procedure = Procedure.AppelOffresOuvert, Deadline = deadline });
        if (expected is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(expected, Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_day_of_a_deadline_is_that_of_Paris()
    {
        // 23 h 30 UTC on Friday 19 June is Saturday in Paris.
        var warnings = Warn(Quiet with { SentOn = new(2026, 5, 1), Deadline = new(2026, 6, 19, 23, 30, 0, TimeSpan.Zero) });
        Assert.Contains("samedi", Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_on_a_holiday_names_it()
    {
        var warnings = Warn(Quiet with { Deadline = Noon(2026, 7, 14) });
        Assert.Contains("fête nationale", Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(215_999, 0)]
    [InlineData(216_000, 1)]
    public void Above_the_european_threshold_a_formalised_procedure_is_due(int amount, int count)
    {
        var warnings = Warn(Quiet with { Nature = Nature.Services, EstimatedAmount = amount });
        Assert.Equal(count, warnings.Count(w => w.Section == "procedure"));
    }

    [Theory]
    [InlineData(89_999, null)]
    [InlineData(90_000, "journal d’annonces légales")]
    [InlineData(216_000, "Union européenne")]
    public void Publicity_follows_the_amount(int amount, string? place)
    {
        var warnings = Warn(Quiet with { Nature = Nature.Services, EstimatedAmount = amount }).Where(w => w.Section == "publicity").ToArray();
        if (place is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(place, Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-31", 40_000, 1)]
    [InlineData("2026-04-01", 40_000, 0)]
    [InlineData("2026-04-01", 60_000, 1)]
    public void The_dce_is_free_on_the_profil_from_the_threshold_of_the_day(string sent, int amount, int count)
    {
        var warnings = Warn(Quiet with { SentOn = DateOnly.Parse(sent, null), EstimatedAmount = amount, HasDce = false });
        var dce = warnings.Where(w => w.Section == "dce").ToArray();
        Assert.Equal(count, dce.Length);
        Assert.All(dce, w => Assert.Contains("R. 2132-2", w.Article, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(99_999, false, 0)]
    [InlineData(100_000, false, 1)]
    [InlineData(139_999, true, 0)]
    [InlineData(140_000, true, 1)]
    public void Buying_without_publicity_above_the_dispense_asks_for_another_reason(int amount, bool innovant, int count)
    {
        var warnings = Warn(Quiet with { Procedure = Procedure.SansPubliciteNiMiseEnConcurrence, EstimatedAmount = amount, IsInnovant = innovant });
        Assert.Equal(count, warnings.Count);
    }

    private static IReadOnlyList<Warning> Warn(WarningFacts facts) => ConsultationWarnings.For(facts, ThresholdTable.Default);

    private static DateTimeOffset Noon(int year, int month, int day) => new(year, month, day, 10, 0, 0, TimeSpan.Zero);
}
