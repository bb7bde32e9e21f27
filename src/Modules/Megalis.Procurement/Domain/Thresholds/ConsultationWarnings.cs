using System.Globalization;
using Megalis.Kernel.Localization;

namespace Megalis.Procurement.Domain;

/// <summary>What the warnings look at. Amounts in euros excluding tax; null while the buyer has not estimated.</summary>
/// <param name="SentOn">The day that the notice is or would be sent: the day of publication.</param>
internal sealed record WarningFacts(
    Nature Nature,
    Procedure Procedure,
    AcheteurKind Buyer,
    decimal? EstimatedAmount,
    DateOnly SentOn,
    DateTimeOffset? Deadline,
    DelayCircumstances Circumstances,
    bool HasDce,
    bool IsInnovant = false);

/// <summary>The rules behind the form, each with its article (see docs/reference/procurement-rules.md).</summary>
internal static class ConsultationWarnings
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    public static IReadOnlyList<Warning> For(WarningFacts facts, ThresholdTable table) =>
    [
        .. AboutDeadline(facts),
        .. AboutProcedure(facts, table),
        .. AboutPublicity(facts, table),
        .. AboutDce(facts, table),
    ];

    private static IEnumerable<Warning> AboutDeadline(WarningFacts facts)
    {
        if (facts.Deadline is not { } deadline)
            yield break;
        var day = DateOnly.FromDateTime(ParisTime.At(deadline).DateTime);
        if (!FrenchHolidays.IsWorkingDay(day))
            yield return new("deadline", $"La date limite tombe un {DayOff(day)} : ni l’acheteur ni l’assistance ne pourront aider une entreprise en difficulté.", "bonne pratique", IsAdvice: true);
        if (MinimalDelays.For(facts.Procedure, facts.Buyer, facts.Circumstances) is not { } delay)
            yield break;
        var last = delay.LastDay(facts.SentOn);
        var received = facts.Procedure.HasCandidaturePhase() ? "candidatures" : "offres";
        if (day < last && delay.IsAdvice)
            yield return new("deadline", $"Les entreprises auraient moins de {delay.Days} jours. Le délai doit être raisonnable ; {delay.Days} jours, soit le {ParisTime.Day(last)}, sont conseillés.", delay.Article, IsAdvice: true);
        else if (day < last)
            yield return new("deadline", $"Le délai minimal de réception des {received} est de {delay.Days} jours : pas avant le {ParisTime.Day(last)} pour un avis envoyé le {ParisTime.Day(facts.SentOn)}.", delay.Article);
        else if (day == last && !delay.IsAdvice)
            yield return new("deadline", $"Le délai de {delay.Days} jours s’achève ce jour-là. Si le juge le tient pour un délai franc, il faut le lendemain.", delay.Article, IsAdvice: true);
    }

    private static IEnumerable<Warning> AboutProcedure(WarningFacts facts, ThresholdTable table)
    {
        if (facts.EstimatedAmount is not { } amount)
            yield break;
        var formalised = table.Find(ThresholdKind.ProcedureFormalisee, facts.Nature, facts.Buyer, facts.SentOn);
        if (formalised is not null && amount >= formalised.Amount && facts.Procedure is Procedure.ProcedureAdaptee)
            yield return new("procedure", $"À partir de {Euros.Text(formalised.Amount)} HT, une procédure formalisée est due (hors services sociaux et autres services spécifiques).", formalised.Article);
        var kind = facts.IsInnovant ? ThresholdKind.DispenseInnovation : ThresholdKind.DispensePublicite;
        var dispense = table.Find(kind, facts.Nature, facts.Buyer, facts.SentOn);
        if (dispense is not null && amount >= dispense.Amount && facts.Procedure is Procedure.SansPubliciteNiMiseEnConcurrence)
            yield return new("procedure", $"La dispense de publicité et de mise en concurrence vaut en dessous de {Euros.Text(dispense.Amount)} HT ; au-dessus, il faut un autre motif des articles R. 2122-1 à R. 2122-11.", dispense.Article);
    }

    private static IEnumerable<Warning> AboutPublicity(WarningFacts facts, ThresholdTable table)
    {
        if (facts.EstimatedAmount is not { } amount || facts.Procedure is Procedure.SansPubliciteNiMiseEnConcurrence)
            yield break;
        var formalised = table.Find(ThresholdKind.ProcedureFormalisee, facts.Nature, facts.Buyer, facts.SentOn);
        var notice = table.Find(ThresholdKind.AvisBoampOuJal, facts.Nature, facts.Buyer, facts.SentOn);
        if (formalised is not null && amount >= formalised.Amount)
            yield return new("publicity", $"À partir de {Euros.Text(formalised.Amount)} HT, l’avis paraît au BOAMP et au Journal officiel de l’Union européenne.", "article R. 2131-16 du code de la commande publique");
        else if (notice is not null && amount >= notice.Amount)
            yield return new("publicity", $"À partir de {Euros.Text(notice.Amount)} HT, l’avis paraît au BOAMP ou dans un journal d’annonces légales.", notice.Article);
    }

    private static IEnumerable<Warning> AboutDce(WarningFacts facts, ThresholdTable table)
    {
        var free = table.Find(ThresholdKind.DceSurProfil, facts.Nature, facts.Buyer, facts.SentOn);
        if (!facts.HasDce && free is not null && facts.EstimatedAmount >= free.Amount)
            yield return new("dce", $"À partir de {Euros.Text(free.Amount)} HT, les documents de la consultation sont gratuitement sur le profil d’acheteur dès la publication de l’avis.", free.Article);
    }

    private static string DayOff(DateOnly day) =>
        FrenchHolidays.NameOf(day) is { } holiday ? $"jour férié ({holiday})" : day.ToString("dddd", French);
}
