using System.Globalization;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features;

/// <summary>A pli in the words that its pages, its receipt and the minutes share.</summary>
internal static class PliWords
{
    public static string Of(Texts t, PliPart part) => part == PliPart.Candidature ? t["candidature"] : t["offre"];

    /// <summary>« 1, 3, 4 ».</summary>
    public static string Lots(string numbers) => numbers.Replace(" ", ", ", StringComparison.Ordinal);

    /// <summary>A SIRET is public: nobody of the entreprise has said that this person speaks for it.</summary>
    public const string Unconfirmed = "rattachement non confirmé par l’entreprise";

    /// <summary>Who hands in: the person, then for whom.</summary>
    public static string Depositor(Pli pli) =>
        $"{pli.DepositorName} ({pli.DepositorEmail})" + (pli.EntrepriseName.Length > 0 ? $", {Entreprise(pli)}" : "");

    /// <summary>The entreprise with its number, as the depositor named it; empty when they named none.</summary>
    public static string Entreprise(Pli pli) =>
        pli.IsUnconfirmed ? $"{pli.EntrepriseName}, {pli.EntrepriseIdentifier} ({Unconfirmed})"
        : pli.EntrepriseName.Length > 0 ? $"{pli.EntrepriseName}, {pli.EntrepriseIdentifier}" : "";

    /// <summary>As lists name it: the entreprise, else the person.</summary>
    public static string Side(Pli pli) =>
        pli.IsUnconfirmed ? $"{pli.EntrepriseName} ({Unconfirmed})" : pli.EntrepriseName.Length > 0 ? pli.EntrepriseName : pli.DepositorName;

    /// <summary>What a second pli means for those before it.</summary>
    public static string Relation(Pli pli) => pli switch
    {
        { Relation: PliRelation.Completes } => "complète le précédent",
        { Replaced.Count: 0, IsLate: true } => "hors délai : ne remplace pas le pli reçu à temps",
        { Replaced.Count: > 1 } => string.Create(CultureInfo.InvariantCulture, $"remplace les {pli.Replaced.Count} précédents"),
        _ => "remplace le précédent",
    };

    /// <summary>When the bytes travelled, apart from the instant of the deposit: evidence about a platform that was slow or down (CCP R. 2132-11).</summary>
    public static IEnumerable<(string Name, string Value)> Sending(Pli pli)
    {
        yield return ("Envoi commencé le", ParisTime.ToTheSecond(pli.StartedAt));
        if (pli.ArrivedAt is { } arrived)
            yield return ("Dernier fichier arrivé le", ParisTime.ToTheSecond(arrived));
    }

    /// <summary>« mémoire.pdf (offre) », with the instant at which it had arrived.</summary>
    public static string Document(PliFile file) =>
        $"{file.DisplayName} ({(file.Part == PliPart.Candidature ? "candidature" : "offre")})" + (file.ArrivedAt is { } at ? $", arrivé le {ParisTime.ToTheSecond(at)}" : "");
}
