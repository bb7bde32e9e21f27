namespace Megalis.Procurement.Domain;

/// <summary>A number of calendar days that companies must be left with, and where the law says so.</summary>
/// <param name="IsAdvice">Good practice, not law: procédures adaptées only know a « reasonable » time.</param>
internal sealed record MinimalDelay(int Days, string Article, bool IsAdvice = false)
{
    /// <summary>
    /// Last day of the delay. It starts on the day after the notice is sent, runs in calendar days, and a last day that
    /// is a Saturday, a Sunday or a holiday moves to the next worked one. Sources disagree on whether the delay is
    /// « franc », so callers say when a deadline falls on that very day.
    /// </summary>
    public DateOnly LastDay(DateOnly sentOn) => FrenchHolidays.WorkingDayFrom(sentOn.AddDays(Days));
}

/// <summary>What shortens the delay of a formalised procedure.</summary>
/// <param name="ElectronicOffers">Always true here: offers are received electronically (article R. 2132-7).</param>
internal sealed record DelayCircumstances(bool Preinformation = false, bool Urgency = false, bool ElectronicOffers = true);

internal static class MinimalDelays
{
    private const int MapaAdviceDays = 20;

    /// <summary>The delay for the first thing that the published deadline closes: offers, or candidatures in two-phase procedures.</summary>
    public static MinimalDelay? For(Procedure procedure, AcheteurKind buyer, DelayCircumstances circumstances) => procedure switch
    {
        Procedure.ProcedureAdaptee => new(MapaAdviceDays, "article R. 2151-1 du code de la commande publique", IsAdvice: true),
        Procedure.AppelOffresOuvert => OpenOffers(circumstances),
        Procedure.AppelOffresRestreint => Candidatures(buyer, circumstances, "R. 2161-6", "R. 2161-7"),
        Procedure.ProcedureAvecNegociation => Candidatures(buyer, circumstances, "R. 2161-12", "R. 2161-21"),
        Procedure.DialogueCompetitif => new(30, Ccp("R. 2161-25")),
        _ => null,
    };

    /// <summary>The second phase of restricted and negotiated procedures, from the invitation to tender.</summary>
    public static MinimalDelay? ForInvitedOffers(Procedure procedure, AcheteurKind buyer, DelayCircumstances circumstances)
    {
        if (procedure is not (Procedure.AppelOffresRestreint or Procedure.ProcedureAvecNegociation))
            return null;
        var restricted = procedure is Procedure.AppelOffresRestreint;
        if (buyer is AcheteurKind.EntiteAdjudicatrice)
            return new(10, Ccp(restricted ? "R. 2161-10" : "R. 2161-22"));
        if (circumstances.Preinformation || circumstances.Urgency)
            return new(10, Ccp(restricted ? "R. 2161-8" : "R. 2161-15"));
        return circumstances.ElectronicOffers
            ? new(25, Ccp(restricted ? "R. 2161-8" : "R. 2161-15"))
            : new(30, Ccp(restricted ? "R. 2161-8" : "R. 2161-14"));
    }

    private static MinimalDelay OpenOffers(DelayCircumstances circumstances)
    {
        if (circumstances.Preinformation || circumstances.Urgency)
            return new(15, Ccp("R. 2161-3"));
        return circumstances.ElectronicOffers ? new(30, Ccp("R. 2161-3")) : new(35, Ccp("R. 2161-2"));
    }

    private static MinimalDelay Candidatures(AcheteurKind buyer, DelayCircumstances circumstances, string authority, string entity)
    {
        if (buyer is AcheteurKind.EntiteAdjudicatrice)
            return new(15, Ccp(entity));
        return new(circumstances.Urgency ? 15 : 30, Ccp(authority));
    }

    private static string Ccp(string article) => $"article {article} du code de la commande publique";
}
