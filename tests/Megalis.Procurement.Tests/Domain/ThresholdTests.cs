using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Tests.Domain;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData("DispensePublicite", "Travaux", "Collectivite", "2026-01-01", 100_000)]
    [InlineData("DispensePublicite", "Services", "Collectivite", "2026-03-31", 40_000)]
    [InlineData("DispensePublicite", "Services", "Collectivite", "2026-04-01", 60_000)]
    [InlineData("DispensePublicite", "Fournitures", "Etat", "2027-06-01", 60_000)]
    [InlineData("DceSurProfil", "Travaux", "Collectivite", "2026-03-31", 40_000)]
    [InlineData("DceSurProfil", "Travaux", "Collectivite", "2026-04-01", 60_000)]
    [InlineData("AvisBoampOuJal", "Services", "Collectivite", "2026-06-01", 90_000)]
    [InlineData("DispenseInnovation", "Services", "Collectivite", "2026-01-01", 140_000)]
    [InlineData("ProcedureFormalisee", "Services", "Collectivite", "2025-12-31", 221_000)]
    [InlineData("ProcedureFormalisee", "Services", "Collectivite", "2026-01-01", 216_000)]
    [InlineData("ProcedureFormalisee", "Fournitures", "Etat", "2026-01-01", 140_000)]
    [InlineData("ProcedureFormalisee", "Fournitures", "EntiteAdjudicatrice", "2027-12-31", 432_000)]
    [InlineData("ProcedureFormalisee", "Travaux", "Collectivite", "2025-06-01", 5_538_000)]
    [InlineData("ProcedureFormalisee", "Travaux", "EntiteAdjudicatrice", "2026-06-01", 5_404_000)]
    [InlineData("DonneesEssentielles", "Travaux", "Collectivite", "2026-06-01", 40_000)]
    public void A_threshold_is_that_of_its_day(string kind, string nature, string buyer, string day, long amount)
    {
        var line = Find(kind, nature, buyer, day);
        Assert.NotNull(line);
        Assert.Equal(amount, line.Amount);
        Assert.Contains("code de la commande publique", line.Article, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2028-01-01")]
    [InlineData("2023-12-31")]
    public void The_table_says_nothing_of_days_that_no_decree_covers(string day) =>
        Assert.Null(Find("ProcedureFormalisee", "Services", "Collectivite", day));

    [Fact]
    public void No_day_of_2026_and_2027_has_two_lines_for_the_same_thing()
    {
        for (var day = new DateOnly(2026, 1, 1); day.Year < 2028; day = day.AddDays(1))
        {
            foreach (var kind in Enum.GetValues<ThresholdKind>())
            {
                foreach (var nature in Enum.GetValues<Nature>())
                {
                    foreach (var buyer in Enum.GetValues<AcheteurKind>())
                        Assert.Single(ThresholdTable.Default.Lines, line => line.Holds(kind, nature, buyer, day));
                }
            }
        }
    }

    [Fact]
    public void A_line_added_in_the_settings_wins_from_its_day_on()
    {
        var table = new ThresholdTable(
        [
            .. ThresholdTable.Default.Lines,
            new(ThresholdKind.AvisBoampOuJal, 100_000, [], [], new(2027, 1, 1), null, "décret à venir"),
        ]);
        Assert.Equal(90_000, table.Find(ThresholdKind.AvisBoampOuJal, Nature.Travaux, AcheteurKind.Collectivite, new(2026, 12, 31))!.Amount);
        Assert.Equal(100_000, table.Find(ThresholdKind.AvisBoampOuJal, Nature.Travaux, AcheteurKind.Collectivite, new(2027, 1, 1))!.Amount);
    }

    private static Threshold? Find(string kind, string nature, string buyer, string day) => ThresholdTable.Default.Find(
        Enum.Parse<ThresholdKind>(kind), Enum.Parse<Nature>(nature), Enum.Parse<AcheteurKind>(buyer), DateOnly.Parse(day, null));
}
