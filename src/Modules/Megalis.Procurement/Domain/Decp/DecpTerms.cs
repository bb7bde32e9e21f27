using System.Collections.Frozen;
using Megalis.Kernel.Identifiers;

namespace Megalis.Procurement.Domain.Decp;

/// <summary>The closed lists of both shapes, for checking what was published. Our own lists hold only those of 2022.</summary>
internal static class DecpTerms
{
    public static Terms Nature { get; } = Of<ContractNature>(
        "Accord-cadre", "Marché subséquent",
        "Concession de travaux", "Concession de service", "Concession de service public", "Délégation de service public");

    public static Terms Procedure { get; } = Of<Procedure>(
        "Procédure concurrentielle avec négociation",
        "Procédure négociée avec mise en concurrence préalable",
        "Marché négocié sans publicité ni mise en concurrence préalable",
        "Procédure négociée ouverte", "Procédure non négociée ouverte",
        "Procédure négociée restreinte", "Procédure non négociée restreinte");

    public static Terms FormePrix { get; } = Of<FormePrix>("Ferme", "Ferme et actualisable", "Révisable");

    public static Terms TypeIdentifiant { get; } = Of<TypeIdentifiant>("FRW", "UE");

    public static Terms TypeCodeLieu { get; } = Of<TypeCodeLieu>();

    private static Terms Of<T>(params string[] of2019) where T : struct, Enum =>
        new([.. OfficialList<T>.All.Select(term => term.Label), .. of2019]);

    internal sealed class Terms(IReadOnlyList<string> labels)
    {
        private readonly FrozenDictionary<string, string> _byKey = labels.ToFrozenDictionary(Key, label => label);

        /// <summary>The official writing of a term, or null when it is in neither list.</summary>
        public string? Find(string text) => _byKey.GetValueOrDefault(Key(text));

        private static string Key(string text) => string.Concat(Folded.Of(text).Where(char.IsLetterOrDigit));
    }
}
