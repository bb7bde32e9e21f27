using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Tests.Domain;

public sealed class MinimalDelayTests
{
    private static readonly DelayCircumstances Paper = new(ElectronicOffers: false);

    [Theory]
    [InlineData("2026-06-01", 35, "2026-07-06")] // Monday to Monday
    [InlineData("2026-06-01", 30, "2026-07-01")]
    [InlineData("2026-06-04", 30, "2026-07-06")] // ends on a Saturday: the Monday after
    [InlineData("2026-06-15", 30, "2026-07-15")]
    [InlineData("2026-06-14", 30, "2026-07-15")] // ends on 14 July
    [InlineData("2026-04-09", 35, "2026-05-15")] // ends on Ascension day
    [InlineData("2028-02-01", 29, "2028-03-01")] // through 29 February
    public void The_delay_starts_the_day_after_and_ends_on_a_worked_day(string sent, int days, string last) =>
        Assert.Equal(Day(last), new MinimalDelay(days, "").LastDay(Day(sent)));

    [Theory]
    [InlineData("ProcedureAdaptee", 20, true)]
    [InlineData("AppelOffresOuvert", 30, false)]
    [InlineData("AppelOffresRestreint", 30, false)]
    [InlineData("ProcedureAvecNegociation", 30, false)]
    [InlineData("DialogueCompetitif", 30, false)]
    public void Each_procedure_has_its_delay_with_electronic_offers(string procedure, int days, bool advice)
    {
        var delay = MinimalDelays.For(Enum.Parse<Procedure>(procedure), AcheteurKind.Collectivite, new())!;
        Assert.Equal(days, delay.Days);
        Assert.Equal(advice, delay.IsAdvice);
        Assert.Matches("^article R. 21[56]1-", delay.Article);
    }

    [Fact]
    public void A_market_without_publicity_has_no_delay() =>
        Assert.Null(MinimalDelays.For(Procedure.SansPubliciteNiMiseEnConcurrence, AcheteurKind.Etat, new()));

    [Fact]
    public void An_open_call_takes_35_days_on_paper_30_electronically_15_with_preinformation_or_urgency()
    {
        Assert.Equal((35, true), Open(Paper));
        Assert.Equal((30, false), Open(new()));
        Assert.Equal((15, false), Open(new(Preinformation: true)));
        Assert.Equal((15, false), Open(new(Urgency: true)));

        static (int, bool) Open(DelayCircumstances circumstances)
        {
            var delay = MinimalDelays.For(Procedure.AppelOffresOuvert, AcheteurKind.Collectivite, circumstances)!;
            return (delay.Days, delay.Article.Contains("R. 2161-2 ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Entities_leave_15_days_for_candidatures_and_10_for_offers()
    {
        Assert.Equal(15, MinimalDelays.For(Procedure.AppelOffresRestreint, AcheteurKind.EntiteAdjudicatrice, new())!.Days);
        Assert.Equal(15, MinimalDelays.For(Procedure.ProcedureAvecNegociation, AcheteurKind.EntiteAdjudicatrice, new())!.Days);
        Assert.Equal(10, MinimalDelays.ForInvitedOffers(Procedure.AppelOffresRestreint, AcheteurKind.EntiteAdjudicatrice, new())!.Days);
    }

    [Fact]
    public void Invited_offers_get_30_days_25_electronically_10_in_urgency()
    {
        Assert.Equal(30, MinimalDelays.ForInvitedOffers(Procedure.AppelOffresRestreint, AcheteurKind.Collectivite, Paper)!.Days);
        Assert.Equal(25, MinimalDelays.ForInvitedOffers(Procedure.ProcedureAvecNegociation, AcheteurKind.Collectivite, new())!.Days);
        Assert.Equal(10, MinimalDelays.ForInvitedOffers(Procedure.AppelOffresRestreint, AcheteurKind.Collectivite, new(Urgency: true))!.Days);
        Assert.Null(MinimalDelays.ForInvitedOffers(Procedure.AppelOffresOuvert, AcheteurKind.Collectivite, new()));
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, null);
}
