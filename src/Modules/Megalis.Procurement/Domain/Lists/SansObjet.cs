namespace Megalis.Procurement.Domain;

/// <summary>
/// « Sans objet » is what the DECP ask for when a list does not apply; it never stands beside a real choice, which the
/// schema does not check.
/// </summary>
internal static class SansObjet
{
    public static IReadOnlyList<Technique> Complete(IEnumerable<Technique> chosen) => Complete(chosen, Technique.SansObjet);

    public static IReadOnlyList<ModaliteExecution> Complete(IEnumerable<ModaliteExecution> chosen) =>
        Complete(chosen, ModaliteExecution.SansObjet);

    public static IReadOnlyList<ConsiderationSociale> Complete(IEnumerable<ConsiderationSociale> chosen) =>
        Complete(chosen, ConsiderationSociale.Aucune);

    public static IReadOnlyList<ConsiderationEnvironnementale> Complete(IEnumerable<ConsiderationEnvironnementale> chosen) =>
        Complete(chosen, ConsiderationEnvironnementale.Aucune);

    private static T[] Complete<T>(IEnumerable<T> chosen, T none) where T : struct, Enum
    {
        T[] real = [.. chosen.Where(value => !value.Equals(none)).Distinct().Order()];
        return real.Length == 0 ? [none] : real;
    }
}
