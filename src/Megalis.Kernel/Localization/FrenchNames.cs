using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Localization;

/// <summary>A proper name in a French sentence.</summary>
public static class FrenchNames
{
    /// <summary>
    /// « de » before the name of a place: « de Rennes », « d’Auray » with an ASCII apostrophe, « du Faou » for Le Faou, « des Fougerêts »
    /// for Les Fougerêts. La and L' stay with their name: « de La Gacilly », « de L'Hermitage ».
    /// </summary>
    /// <param name="name">As the official list writes it, with its article and capitals.</param>
    public static string De(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.StartsWith("Le ", StringComparison.Ordinal))
            return "du " + name[3..];
        if (name.StartsWith("Les ", StringComparison.Ordinal))
            return "des " + name[4..];
        return (StartsWithVowel(name) ? "d'" : "de ") + name;
    }

    /// <summary>H is mute in the names of the region's communes.</summary>
    private static bool StartsWithVowel(string name) => "aeiouyh".Contains(Folded.Of(name)[0], StringComparison.Ordinal);
}
