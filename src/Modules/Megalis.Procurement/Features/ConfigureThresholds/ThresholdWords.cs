using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Procurement.Features.ConfigureThresholds;

/// <summary>The table's words, for people who know the law and not the product.</summary>
internal static class ThresholdWords
{
    public static string Of(ThresholdKind kind) => kind switch
    {
        ThresholdKind.DispensePublicite => "Dispense de publicité et de mise en concurrence, en dessous de",
        ThresholdKind.DispenseInnovation => "Dispense pour un achat innovant, en dessous de",
        ThresholdKind.DceSurProfil => "Dossier gratuit sur le profil d’acheteur, à partir de",
        ThresholdKind.AvisBoampOuJal => "Avis au BOAMP ou dans un journal d’annonces légales, à partir de",
        ThresholdKind.ProcedureFormalisee => "Procédure formalisée, à partir de",
        ThresholdKind.DonneesEssentielles => "Publication des données essentielles, à partir de",
        _ => kind.ToString(),
    };

    public static string Of(AcheteurKind kind) => kind switch
    {
        AcheteurKind.Collectivite => "Collectivité ou établissement local",
        AcheteurKind.Etat => "État et ses établissements",
        _ => "Entité adjudicatrice (réseaux : eau, énergie, transport)",
    };

    public static IEnumerable<SelectListItem> Kinds => Enum.GetValues<ThresholdKind>().Select(k => new SelectListItem(Of(k), k.ToString()));

    public static IEnumerable<SelectListItem> Acheteurs => Enum.GetValues<AcheteurKind>().Select(k => new SelectListItem(Of(k), k.ToString()));

    public static IEnumerable<SelectListItem> Natures => OfficialList<Nature>.All.Select(t => new SelectListItem(t.Label, t.Value.ToString()));

    /// <summary>For whom and for what; « tous » when the line does not say.</summary>
    public static string Scope(Threshold line) => string.Join(" ; ",
        new[] { string.Join(", ", line.Natures.Select(OfficialList<Nature>.LabelOf)), string.Join(", ", line.Buyers.Select(Of)) }
            .Where(t => t.Length > 0).DefaultIfEmpty("Tous les achats, tous les acheteurs"));
}
