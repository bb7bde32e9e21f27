using Megalis.Kernel.Http;

namespace Megalis.Procurement.Domain;

/// <summary>Which of the plis of a consultation are opened; the rest of its life is in <see cref="ConsultationRules"/>.</summary>
internal static class PliRules
{
    /// <summary>
    /// Received after the deadline: up to and including its instant a pli is in time, and « seule l'heure de fin de réception
    /// compte ».
    /// </summary>
    public static bool IsLate(Consultation consultation, DateTimeOffset receivedAt) =>
        consultation.AsFacts().Deadline is { } deadline && deadline.IsLate(receivedAt);

    /// <summary>A second pli says what it means for the first; the platform does not guess.</summary>
    public static Refusal? CheckRelation(PliRelation relation, bool hasEarlier) =>
        hasEarlier && relation == PliRelation.First
            ? new Refusal("Vous avez déjà déposé un pli, ou un collègue l’a fait. Dites si celui-ci le remplace ou le complète.").On("replaces")
            : null;

    /// <summary>
    /// The plis to open, in order of arrival: those in time, less those that a later one in time replaces for the same
    /// entreprise (CCP R. 2151-6).
    /// </summary>
    public static IReadOnlyList<Pli> ToOpen(IEnumerable<Pli> plis)
    {
        var inTime = plis.Where(p => !p.IsLate).OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id, StringComparer.Ordinal).ToList();
        return [.. inTime.Where((pli, i) => !inTime.Skip(i + 1).Any(later => later.Relation == PliRelation.Replaces && IsSameSide(later, pli)))];
    }

    /// <summary>The same depositor, or the same known entreprise.</summary>
    public static bool IsSameSide(Pli one, Pli other) =>
        one.AccountId == other.AccountId || (one.EntrepriseId.Length > 0 && one.EntrepriseId == other.EntrepriseId);
}
