using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Tests.Definitions;

public sealed class ClockWordsTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 3, 11, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("00:01:00", "toutes les minutes")]
    [InlineData("00:45:00", "toutes les 45 minutes")]
    [InlineData("00:01:30", "toutes les 90 secondes")]
    [InlineData("01:00:00", "toutes les heures")]
    [InlineData("01:30:00", "toutes les 90 minutes")]
    [InlineData("12:00:00", "toutes les 12 heures")]
    [InlineData("1.00:00:00", "tous les jours")]
    [InlineData("2.00:00:00", "tous les 2 jours")]
    [InlineData("1.12:00:00", "toutes les 36 heures")]
    [InlineData("7.00:00:00", "toutes les semaines")]
    [InlineData("14.00:00:00", "toutes les 2 semaines")]
    [InlineData("365.00:00:00", "tous les 365 jours")]
    [InlineData("2.03:05:00", "à intervalles de 2 jours 3 h 5 min")]
    public void A_beat_has_the_gender_and_the_number_of_its_unit(string interval, string words) => Assert.Equal(words, Said(StartTriggers.Timer, interval));

    [Theory]
    [InlineData("0 8 * * *", "tous les jours à 8 h")]
    [InlineData("0 30 18 * * ?", "tous les jours à 18 h 30")]
    [InlineData("0 8,18 * * *", "tous les jours à 8 h et à 18 h")]
    [InlineData("30 6 * * 1-5", "du lundi au vendredi à 6 h 30")]
    [InlineData("0 9 * * 1", "tous les lundis à 9 h")]
    [InlineData("0 9 * * 1,3,7", "tous les lundis, mercredis et dimanches à 9 h")]
    [InlineData("0 6 1 * *", "le 1er de chaque mois à 6 h")]
    [InlineData("0 6 1,15 * *", "le 1er et le 15 de chaque mois à 6 h")]
    [InlineData("0 0 1 1 *", "tous les ans le 1er janvier à 0 h")]
    [InlineData("* * * * *", "toutes les minutes")]
    [InlineData("*/15 * * * *", "toutes les 15 minutes")]
    [InlineData("0 * * * *", "toutes les heures")]
    [InlineData("5 * * * *", "toutes les heures, à la minute 5")]
    [InlineData("0 */6 * * *", "toutes les 6 heures")]
    public void A_calendar_of_a_common_shape_is_said_in_words(string expression, string words) => Assert.Equal(words, Said(StartTriggers.Cron, expression));

    [Theory]
    [InlineData("0 8 13 * 5", "au calendrier « 0 8 13 * 5 » (prochaines dates : 05/03/2027 8 h 00, 12/03/2027 8 h 00, 13/03/2027 8 h 00)")]
    [InlineData("*/7 * * * *", "au calendrier « */7 * * * * » (prochaines dates : 03/03/2027 12 h 07, 03/03/2027 12 h 14, 03/03/2027 12 h 21)")]
    [InlineData("0 0 30 2 *", "au calendrier « 0 0 30 2 * », qui n’a plus de date")]
    [InlineData("0 0 29-31 2-2 *", "au calendrier « 0 0 29-31 2-2 * » (prochaines dates : 29/02/2028 0 h 00, 29/02/2032 0 h 00, 29/02/2036 0 h 00)")]
    [InlineData("à l'aube", "au calendrier « à l'aube », qui n’a plus de date")]
    public void Another_calendar_is_shown_with_its_next_three_dates(string expression, string words) => Assert.Equal(words, Said(StartTriggers.Cron, expression));

    [Fact]
    public void An_event_and_a_date_end_the_same_sentence()
    {
        Assert.Equal("à l’événement « Reçu »", Said(StartTriggers.Event, "Reçu"));
        Assert.Equal("le mercredi 3 mars 2027 à 12 h 00 (heure de Paris)", Said(StartTriggers.Date, "2027-03-03T11:00:00Z"));
    }

    /// <summary>With plain spaces, so that the lines above can be read.</summary>
    private static string Said(string kind, string key) => DefinitionWords.Say(new StartTrigger("a", kind, key), Now).Replace('\u202f', ' ').Replace('\u00a0', ' ');
}
