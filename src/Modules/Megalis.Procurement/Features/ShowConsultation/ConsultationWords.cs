using System.Globalization;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.ShowConsultation;

/// <summary>A consultation in the words that its pages show.</summary>
internal sealed record ConsultationWords(
    string Objet, string Nature, string Procedure, string Place, string Deadline, string Files, string Lots, string Quorum, string Techniques, string Modalites)
{
    /// <summary>Empty when there is none.</summary>
    public required string Sociales { get; init; }

    /// <summary>Empty when there is none.</summary>
    public required string Environnementales { get; init; }

    public string Considerations => Sociales.Length + Environnementales.Length == 0
        ? "Pas de considération sociale ni environnementale"
        : string.Join(", ", new[] { Sociales, Environnementales }.Where(t => t.Length > 0));

    public static ConsultationWords Of(Consultation c) => new(
        c.Objet.Length > 0 ? c.Objet : "(sans objet)",
        c.Nature is { } nature ? OfficialList<Nature>.LabelOf(nature) : "Nature à choisir",
        OfficialList<Procedure>.LabelOf(c.Procedure),
        PlaceOf(c),
        c.Deadline is { } deadline ? ParisTime.Full(deadline) : "à fixer",
        FilesOf(c),
        c.Lots.Count == 0 ? "Pas de lot" : $"{c.Lots.Count.ToString(CultureInfo.InvariantCulture)} lot{(c.Lots.Count > 1 ? "s" : "")}",
        c.OpeningQuorum == 1 ? "Par une personne" : $"Par {c.OpeningQuorum.ToString(CultureInfo.InvariantCulture)} personnes",
        string.Join(", ", c.TechniqueList.Select(OfficialList<Technique>.LabelOf)),
        string.Join(", ", c.ModaliteList.Select(OfficialList<ModaliteExecution>.LabelOf)))
    {
        Sociales = SocialesOf(c.ConsiderationsSociales),
        Environnementales = EnvironnementalesOf(c.ConsiderationsEnvironnementales),
    };

    /// <summary>Official labels of the stored words; empty when there is none.</summary>
    public static string SocialesOf(string words) => string.Join(", ", EnumWords.Read<ConsiderationSociale>(words)
        .Where(s => s is not ConsiderationSociale.Aucune).Select(OfficialList<ConsiderationSociale>.LabelOf));

    /// <summary>Official labels of the stored words; empty when there is none.</summary>
    public static string EnvironnementalesOf(string words) => string.Join(", ", EnumWords.Read<ConsiderationEnvironnementale>(words)
        .Where(e => e is not ConsiderationEnvironnementale.Aucune).Select(OfficialList<ConsiderationEnvironnementale>.LabelOf));

    public static string PlaceOf(Consultation c)
    {
        var departement = Localities.FindDepartement(c.Departement);
        return Localities.FindCommune(c.CommuneInsee) is { } commune
            ? $"{commune.Name} ({c.PostalCode}), {departement?.Name}"
            : departement is { } d ? $"{d.Name} ({d.Code})" : "à préciser";
    }

    private static string FilesOf(Consultation c)
    {
        var files = c.CurrentFiles.ToList();
        return files.Count == 0 ? "Aucun fichier"
            : $"{files.Count.ToString(CultureInfo.InvariantCulture)} fichier{(files.Count > 1 ? "s" : "")}, {FileSize.Text(files.Sum(f => f.Current.Length))}";
    }
}
