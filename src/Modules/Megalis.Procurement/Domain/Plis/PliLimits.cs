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

    /// <summary>Bytes of one sending, its fields and their frames included.</summary>
    public const long Request = Total + 10_000_000;

    public static string Sentence { get; } = $"{FileSize.Text(File)} par fichier ; {FileSize.Text(Total)} et {Files} fichiers en tout.";
}

/// <summary>What a pli may still take.</summary>
/// <param name="Bytes">Of content.</param>
/// <param name="Files">How many.</param>
/// <param name="OfAccount">Bytes that its account may still leave here in answers that are not handed in; null when nobody counts.</param>
internal readonly record struct PliRoom(long Bytes, int Files, long? OfAccount = null)
{
    public static PliRoom Whole { get; } = new(PliLimits.Total, PliLimits.Files);

    /// <summary>Bytes that the next file may have.</summary>
    public long NextFile => Math.Min(PliLimits.File, Math.Max(0, Math.Min(Bytes, OfAccount ?? Bytes)));

    public PliRoom Without(long bytes) => new(Bytes - bytes, Files - 1, OfAccount - bytes);

    /// <summary>Why one more of that length has no place, or null.</summary>
    public Refusal? Check(string name, long length) => CheckOneMore(name) ?? (length > NextFile ? TooLarge(name) : null);

    public Refusal? CheckOneMore(string name) => Files > 0
        ? null
        : new Refusal("« {0} » n’a pas été pris : {1} fichiers au plus. Regroupez-les dans une archive.", name, PliLimits.Files);

    /// <summary>Why a file that did not fit was not taken.</summary>
    public Refusal TooLarge(string name) => NextFile == PliLimits.File
        ? new("« {0} » n’a pas été pris : il dépasse {1}. Coupez-le en plusieurs fichiers.", name, FileSize.Text(PliLimits.File))
        : OfAccount < Bytes
        ? new("« {0} » n’a pas été pris : vos réponses commencées et pas encore déposées ne peuvent plus prendre que {1}. Déposez celles qui sont prêtes ou supprimez celles qui ne servent plus, sur la page « Mes réponses », puis envoyez-le de nouveau.", name, FileSize.Text(NextFile))
        : new("« {0} » n’a pas été pris : il ne reste que {1} sur les {2} d’un pli.", name, FileSize.Text(NextFile), FileSize.Text(PliLimits.Total));

    public static Refusal Empty(string name) => new("« {0} » est vide : vérifiez le fichier sur votre poste.", name);
}
