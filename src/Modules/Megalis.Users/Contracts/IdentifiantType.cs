using System.ComponentModel.DataAnnotations;

namespace Megalis.Users.Contracts;

/// <summary>Kinds of identifiers of an economic operator; their codes are those of the DECP 2.0.3 schema, <c>typeIdentifiant</c>.</summary>
public enum IdentifiantType
{
    [Display(Name = "SIRET")]
    Siret,

    [Display(Name = "Numéro de TVA intracommunautaire (Union européenne)")]
    Tva,

    [Display(Name = "TAHITI (Polynésie française)")]
    Tahiti,

    [Display(Name = "RIDET (Nouvelle-Calédonie)")]
    Ridet,

    [Display(Name = "FRWF (Wallis-et-Futuna)")]
    Frwf,

    [Display(Name = "IREP (identifiant des personnes physiques)")]
    Irep,

    [Display(Name = "Identifiant hors de l'Union européenne")]
    HorsUe,
}

/// <summary>Official spelling of the kinds.</summary>
public static class IdentifiantTypes
{
    /// <summary>The code as the schema writes it: <c>SIRET</c>, <c>HORS-UE</c> ...</summary>
    public static string Code(this IdentifiantType type) => type == IdentifiantType.HorsUe ? "HORS-UE" : type.ToString().ToUpperInvariant();
}
