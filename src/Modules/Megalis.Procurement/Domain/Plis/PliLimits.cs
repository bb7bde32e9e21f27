using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;

namespace Megalis.Procurement.Domain;

/// <summary>
/// What a pli may weigh. Shown before a file is chosen and checked before it is sent: an undisclosed limit had a
/// procedure annulled (TA Paris 2025, n° 2515742).
/// </summary>
internal static class PliLimits
{
    /// <summary>Bytes of one file.</summary>
    public const long File = 2_000_000_000;

    /// <summary>Bytes of all files of a pli.</summary>
    public const long Total = 4_000_000_000;

    public const int Files = 200;

    public static string Sentence { get; } = $"{FileSize.Text(File)} par fichier, {FileSize.Text(Total)} et {Files} fichiers en tout.";

    public static Refusal? CheckFile(string name, long length) => length switch
    {
        0 => new Refusal("« {0} » est vide : vérifiez le fichier sur votre poste.", name),
        > File => new Refusal("« {0} » dépasse {1}. Coupez-le en plusieurs fichiers.", name, FileSize.Text(File)),
        _ => null,
    };
}
