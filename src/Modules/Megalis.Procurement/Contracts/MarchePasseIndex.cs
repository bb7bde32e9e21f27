using Megalis.Kernel.Search;

namespace Megalis.Procurement.Contracts;

/// <summary>
/// The index of past contracts (published essential data): its name, and its fields as people may type them before a colon. The key
/// of a document is the contract's id, its page <c>/marches/passes/{id}</c>; it is found on the portal and on the site of the entité
/// whose SIREN the buyer bears. A contract shows once its import is complete.
/// </summary>
public static class MarchePasseIndex
{
    public const string Name = "marches-passes";

    // Text.
    public const string Objet = "objet";
    public const string Acheteur = "acheteur";

    /// <summary>Names of the titulaires, former ones too.</summary>
    public const string Titulaires = "titulaires";

    /// <summary>The place's name as published, else its code; the name of its département in Brittany.</summary>
    public const string Lieu = "lieu";
    public const string Nomenclature = "nomenclature";

    /// <summary>Identifiers of the contract as published.</summary>
    public const string Numero = "numero";

    // Keywords.

    /// <summary>« 56 », « 2A », « 974 ».</summary>
    public const string Departement = "departement";

    /// <summary>As <see cref="ConsultationIndex.Cpv"/>.</summary>
    public const string Cpv = "cpv";

    /// <summary><c>marche</c>, <c>marche-de-partenariat</c>, <c>concession-de-service-public</c> ...</summary>
    public const string Nature = "nature";
    public const string Procedure = "procedure";

    /// <summary>SIREN; the identifier as published when it has not 14 digits.</summary>
    public const string AcheteurId = "acheteur-id";

    /// <summary>SIREN, or the identifier as published.</summary>
    public const string TitulaireId = "titulaire-id";

    /// <summary>Year of the notification, four digits.</summary>
    public const string Annee = "annee";
    public const string Sociale = "sociale";
    public const string Environnementale = "environnementale";

    // Numbers and dates.

    /// <summary>In cents, excluding tax.</summary>
    public const string Montant = "montant";

    /// <summary>In months.</summary>
    public const string Duree = "duree";

    /// <summary>Midnight in Paris of that day.</summary>
    public const string Notification = "notification";
    public const string Publication = "publication";

    // Stored, as published.
    public const string LieuName = "lieu-nom";
    public const string NatureName = "nature-nom";
    public const string ProcedureName = "procedure-nom";

    /// <summary>The current titulaires in one line.</summary>
    public const string TitulaireNames = "titulaires-noms";

    public static IndexSchema Schema { get; } = new(Name,
    [
        IndexField.Text(Objet, weight: 3, isReturned: true), IndexField.Text(Acheteur, weight: 2, isReturned: true), IndexField.Text(Titulaires, weight: 2),
        IndexField.Text(Lieu), IndexField.Text(Nomenclature), IndexField.Text(Numero, isReturned: true),
        IndexField.Keyword(Departement), IndexField.Keyword(Cpv, multiple: true), IndexField.Keyword(Nature), IndexField.Keyword(Procedure),
        IndexField.Keyword(AcheteurId), IndexField.Keyword(TitulaireId, multiple: true), IndexField.Keyword(Annee),
        IndexField.Keyword(Sociale, multiple: true), IndexField.Keyword(Environnementale, multiple: true),
        IndexField.Number(Montant), IndexField.Number(Duree), IndexField.Date(Notification), IndexField.Date(Publication),
        IndexField.Stored(LieuName), IndexField.Stored(NatureName), IndexField.Stored(ProcedureName), IndexField.Stored(TitulaireNames),
    ])
    { TypicalLength = 60 };
}
