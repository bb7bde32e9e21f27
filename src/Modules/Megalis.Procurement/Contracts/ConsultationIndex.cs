using Megalis.Kernel.Search;

namespace Megalis.Procurement.Contracts;

/// <summary>
/// The index of published consultations: its name, and its fields as people may type them before a colon (<c>cpv:45</c>,
/// <c>limite:[2026-12 TO *]</c>). The key of a document is the consultation's id; it is found on the portal and on the site of its
/// buyer (<see cref="SearchGroups"/>). A consultation that is not published, or whose buyer's site is closed, has no document.
/// </summary>
public static class ConsultationIndex
{
    public const string Name = "consultations";

    // Text.
    public const string Objet = "objet";

    /// <summary>What the lots are about, one after the other.</summary>
    public const string Lots = "lots";
    public const string Acheteur = "acheteur";

    /// <summary>Names of commune, EPCI and département; « Bretagne » when it is the whole region.</summary>
    public const string Lieu = "lieu";
    public const string Description = "description";

    /// <summary>The words of its CPV codes.</summary>
    public const string Nomenclature = "nomenclature";

    /// <summary>The reference by its pieces.</summary>
    public const string Numero = "numero";

    // Keywords.

    /// <summary>Id of the buyer's tenant.</summary>
    public const string Tenant = "tenant";
    public const string Reference = "reference";

    /// <summary>« 22 », « 29 », « 35 », « 56 »; without a value when the place is the whole region.</summary>
    public const string Departement = "departement";

    /// <summary>SIREN.</summary>
    public const string Epci = "epci";

    /// <summary>INSEE code.</summary>
    public const string Commune = "commune";

    /// <summary>All postal codes of the commune.</summary>
    public const string Postal = "postal";

    /// <summary>
    /// The digits of each code, lots included, without the zeros at its end, and of all above it: 45260000 gives 45, 452, 4526. So
    /// one value finds what lies below, and the values of one length are one level of the tree.
    /// </summary>
    public const string Cpv = "cpv";

    /// <summary><c>travaux</c>, <c>fournitures</c>, <c>services</c>.</summary>
    public const string Nature = "nature";

    /// <summary><c>procedure-adaptee</c>, <c>appel-offres-ouvert</c> ... as <see cref="NameOf"/> writes them.</summary>
    public const string Procedure = "procedure";

    /// <summary>SIREN of the buyer, or <c>t</c> and the tenant's id when it has none.</summary>
    public const string AcheteurId = "acheteur-id";

    /// <summary><see cref="EtatPublished"/>, <see cref="EtatCancelled"/> or <see cref="EtatOpened"/>; whether it is still open says <see cref="Limite"/>.</summary>
    public const string Etat = "etat";
    public const string Technique = "technique";
    public const string Sociale = "sociale";
    public const string Environnementale = "environnementale";

    // Numbers and dates.

    /// <summary>How many lots; 0 when it is not divided.</summary>
    public const string LotsNombre = "lots-nombre";

    /// <summary>The deadline for plis: still open up to and including this instant.</summary>
    public const string Limite = "limite";
    public const string Publication = "publication";
    public const string Modification = "modification";

    // Stored, for a list of results: French names as screens write them.
    public const string CommuneName = "commune-nom";
    public const string EpciName = "epci-nom";
    public const string NatureName = "nature-nom";
    public const string ProcedureName = "procedure-nom";

    // Values of etat.
    public const string EtatPublished = "publiee";
    public const string EtatCancelled = "annulee";
    public const string EtatOpened = "ouverte";

    /// <summary>The shape. Its version grows when the source fills the same fields otherwise.</summary>
    public static IndexSchema Schema { get; } = new(Name,
    [
        IndexField.Text(Objet, weight: 3, isReturned: true),
        IndexField.Text(Lots, weight: 2, isReturned: true),
        IndexField.Text(Acheteur, weight: 2, isReturned: true),
        IndexField.Text(Lieu),
        IndexField.Text(Description, isReturned: true),
        IndexField.Text(Nomenclature),
        IndexField.Text(Numero),
        IndexField.Keyword(Tenant), IndexField.Keyword(Reference), IndexField.Keyword(Departement), IndexField.Keyword(Epci), IndexField.Keyword(Commune),
        IndexField.Keyword(Postal, multiple: true), IndexField.Keyword(Cpv, multiple: true), IndexField.Keyword(Nature), IndexField.Keyword(Procedure),
        IndexField.Keyword(AcheteurId), IndexField.Keyword(Etat), IndexField.Keyword(Technique, multiple: true),
        IndexField.Keyword(Sociale, multiple: true), IndexField.Keyword(Environnementale, multiple: true),
        IndexField.Number(LotsNombre), IndexField.Date(Limite), IndexField.Date(Publication), IndexField.Date(Modification),
        IndexField.Stored(CommuneName), IndexField.Stored(EpciName), IndexField.Stored(NatureName), IndexField.Stored(ProcedureName),
    ]);

    /// <summary>A member of an official list as the index writes it: small letters, words joined by hyphens (<c>AccordCadre</c>: <c>accord-cadre</c>).</summary>
    public static string NameOf(Enum member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return string.Concat(member.ToString().Select((letter, at) => char.IsUpper(letter) && at > 0 ? "-" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
    }
}
