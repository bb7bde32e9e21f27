using Megalis.Kernel.Localization;

namespace Megalis.Procurement.Features.TellPeople;

/// <summary>
/// How many people of the register of retraits an act is told to, in a sentence that is right for none and for one. It counts
/// nobody else: that a pli is there shows nowhere before the deadline (CCP R. 2132-9).
/// </summary>
internal static class ToldWords
{
    public static string Will(int told) => told switch
    {
        0 => "Personne n’a encore retiré le dossier en s’identifiant : personne du registre n’est à prévenir.",
        1 => "La personne qui a retiré le dossier en s’identifiant recevra un message.",
        _ => $"Les {told.ToString("N0", Texts.French)} personnes qui ont retiré le dossier en s’identifiant recevront un message.",
    };

    public static string Have(int told) => told switch
    {
        0 => "Personne n’avait retiré le dossier en s’identifiant : personne du registre n’était à prévenir.",
        1 => "La personne qui a retiré le dossier en s’identifiant est prévenue.",
        _ => $"Les {told.ToString("N0", Texts.French)} personnes qui ont retiré le dossier en s’identifiant sont prévenues.",
    };
}
