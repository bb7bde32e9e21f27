using Megalis.Kernel.Http;

namespace Megalis.Procurement.Domain;

/// <summary>
/// How many holders must be present for the plis to be opened. Two by default; one alone only for a procédure adaptée,
/// with a reason that the journal keeps. Holders need not be agents: an élu may be the second.
/// </summary>
internal sealed record OuvertureRule(int Holders, string? Reason)
{
    public const int DefaultHolders = 2;
    public const int MostHolders = 9;

    public static OuvertureRule Default { get; } = new(DefaultHolders, null);

    public Refusal? Check(Procedure procedure)
    {
        if (Holders is < 1 or > MostHolders)
            return new("Le nombre de personnes nécessaires à l’ouverture va de 1 à {0}.", MostHolders);
        if (Holders >= DefaultHolders)
            return null;
        if (procedure is not Procedure.ProcedureAdaptee)
            return new("Une seule personne ne peut ouvrir les plis que pour une procédure adaptée. Prévoyez deux personnes : la seconde peut être un élu.");
        return string.IsNullOrWhiteSpace(Reason)
            ? new("Dites pourquoi une seule personne ouvrira les plis : cette raison sera inscrite au journal.")
            : null;
    }

    /// <param name="present">Identifiers of the holders who have confirmed; the same person twice counts once.</param>
    public Refusal? CheckPresent(IEnumerable<string> present)
    {
        var count = present.Distinct(StringComparer.Ordinal).Count();
        return count >= Holders
            ? null
            : new("Personnes nécessaires à l’ouverture : {0} ; présentes : {1}.", Holders, count);
    }
}
