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
        return [.. inTime.Where(pli => !inTime.Exists(other => Replaces(other, pli)))];
    }

    /// <summary>
    /// What a deposit said at its instant holds: two servers whose clocks differ, or a person who changes teams, turn nothing
    /// round. Plis of before this was kept go by order of arrival and side; they are told by having no ids: one in time that
    /// replaces has named at least one since (<c>Depositor</c> keeps no « Replaces » without an earlier pli, and leaves ids out
    /// of late ones alone, which never come here).
    /// </summary>
    private static bool Replaces(Pli later, Pli pli)
    {
        if (later.Relation != PliRelation.Replaces || later.Id == pli.Id)
            return false;
        if (later.ReplacedIds.Length > 0)
            return later.Replaced.Contains(pli.Id);
        return IsAfter(later, pli) && IsSameSide(later, pli);
    }

    private static bool IsAfter(Pli later, Pli pli) =>
        later.ReceivedAt != pli.ReceivedAt ? later.ReceivedAt > pli.ReceivedAt : string.CompareOrdinal(later.Id, pli.Id) > 0;

    /// <summary>
    /// The rule that those old rows were handed in under: their depositor read « lui seul sera ouvert », in a team or no
    /// longer in it, and that promise is kept.
    /// </summary>
    private static bool IsSameSide(Pli one, Pli other) =>
        one.AccountId == other.AccountId || (one.EntrepriseId.Length > 0 && one.EntrepriseId == other.EntrepriseId);
}
