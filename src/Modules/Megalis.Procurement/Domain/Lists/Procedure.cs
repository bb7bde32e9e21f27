namespace Megalis.Procurement.Domain;

/// <summary>How the contract is awarded. An accord-cadre, a concours or a SAD is a <see cref="Technique"/>, not a procedure.</summary>
internal enum Procedure
{
    [OfficialLabel("Procédure adaptée")] ProcedureAdaptee,
    [OfficialLabel("Appel d'offres ouvert")] AppelOffresOuvert,
    [OfficialLabel("Appel d'offres restreint")] AppelOffresRestreint,
    [OfficialLabel("Procédure avec négociation")] ProcedureAvecNegociation,
    [OfficialLabel("Marché passé sans publicité ni mise en concurrence préalable")] SansPubliciteNiMiseEnConcurrence,
    [OfficialLabel("Dialogue compétitif")] DialogueCompetitif,
}

internal static class Procedures
{
    /// <summary>The procedures of articles L. 2124-1 and following, with their minimal delays.</summary>
    public static bool IsFormalised(this Procedure procedure) => procedure
        is Procedure.AppelOffresOuvert
        or Procedure.AppelOffresRestreint
        or Procedure.ProcedureAvecNegociation
        or Procedure.DialogueCompetitif;

    /// <summary>Two phases: what the published deadline closes is the reception of candidatures.</summary>
    public static bool HasCandidaturePhase(this Procedure procedure) => procedure
        is Procedure.AppelOffresRestreint
        or Procedure.ProcedureAvecNegociation
        or Procedure.DialogueCompetitif;
}
