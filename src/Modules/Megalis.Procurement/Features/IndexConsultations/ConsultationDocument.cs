using System.Globalization;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Search;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Index = Megalis.Procurement.Contracts.ConsultationIndex;

namespace Megalis.Procurement.Features.IndexConsultations;

/// <summary>A published consultation as its index knows it.</summary>
internal static class ConsultationDocument
{
    /// <param name="whole">The buyer's own row with its lots; null when it is gone, which leaves what the projection has.</param>
    /// <param name="portal">The group of the portal.</param>
    public static IndexDocument Of(ConsultationPublic row, Consultation? whole, CpvNomenclature nomenclature, string portal)
    {
        var document = new IndexDocument(row.ConsultationId, [.. new[] { portal, SearchGroups.OfSite(row.TenantId) }.Distinct(StringComparer.Ordinal)])
            .With(Index.Objet, row.Objet).With(Index.Acheteur, row.Acheteur)
            .With(Index.Lots, string.Join(" · ", whole?.Lots.Select(lot => lot.Objet).Where(objet => objet.Length > 0) ?? [])).With(Index.Description, whole?.Description)
            .With(Index.Numero, row.Reference).With(Index.Reference, row.Reference)
            .With(Index.Tenant, row.TenantId.ToString(CultureInfo.InvariantCulture))
            .With(Index.AcheteurId, row.Siren.Length > 0 ? row.Siren : string.Create(CultureInfo.InvariantCulture, $"t{row.TenantId}"))
            .With(Index.Etat, EtatOf(row.Status))
            .With(Index.LotsNombre, row.Lots).With(Index.Limite, row.Deadline).With(Index.Publication, row.PublishedAt).With(Index.Modification, row.ChangedAt);
        AddKind(document, row, whole);
        AddPlace(document, row);
        CpvValues.AddTo(document, row.Cpv.Split(' ', StringSplitOptions.RemoveEmptyEntries), nomenclature, Index.Cpv, Index.Nomenclature);
        return document;
    }

    private static string EtatOf(PublicStatus status) => status switch
    {
        PublicStatus.Cancelled => Index.EtatCancelled,
        PublicStatus.Opened => Index.EtatOpened,
        _ => Index.EtatPublished,
    };

    private static void AddKind(IndexDocument document, ConsultationPublic row, Consultation? whole) => document
        .With(Index.Nature, Index.NameOf(row.Nature)).With(Index.NatureName, OfficialList<Nature>.LabelOf(row.Nature))
        .With(Index.Procedure, Index.NameOf(row.Procedure)).With(Index.ProcedureName, OfficialList<Procedure>.LabelOf(row.Procedure))
        .With(Index.Technique, (whole?.TechniqueList ?? []).Where(technique => technique != Technique.SansObjet).Select(technique => Index.NameOf(technique)))
        .With(Index.Sociale, EnumWords.Read<ConsiderationSociale>(row.ConsiderationsSociales)
            .Where(consideration => consideration != ConsiderationSociale.Aucune).Select(consideration => Index.NameOf(consideration)))
        .With(Index.Environnementale, EnumWords.Read<ConsiderationEnvironnementale>(row.ConsiderationsEnvironnementales)
            .Where(consideration => consideration != ConsiderationEnvironnementale.Aucune).Select(consideration => Index.NameOf(consideration)));

    private static void AddPlace(IndexDocument document, ConsultationPublic row)
    {
        var epci = Localities.FindEpci(row.Epci);
        var departement = Localities.FindDepartement(row.Departement);
        document.With(Index.Departement, departement?.Code).With(Index.Epci, row.Epci).With(Index.Commune, row.CommuneInsee)
            .With(Index.Postal, Localities.FindCommune(row.CommuneInsee)?.PostalCodes ?? [])
            .With(Index.CommuneName, row.Commune).With(Index.EpciName, epci?.Name)
            .With(Index.Lieu, row.Commune).With(Index.Lieu, epci?.Name).With(Index.Lieu, departement?.Name ?? "Bretagne");
    }
}
