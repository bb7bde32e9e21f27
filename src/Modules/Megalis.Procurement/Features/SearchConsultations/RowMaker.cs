using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ShowConsultation;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>A row of the public projection in the words of a list.</summary>
internal static class RowMaker
{
    public static ConsultationRow Of(ConsultationPublic row, DateTimeOffset now) => new()
    {
        ConsultationId = row.ConsultationId,
        TenantId = row.TenantId,
        Reference = row.Reference,
        Objet = row.Objet,
        Acheteur = row.Acheteur,
        AcheteurSiren = row.Siren,
        Departement = row.Departement,
        Commune = row.Commune,
        CommuneInsee = row.CommuneInsee,
        Nature = OfficialList<Nature>.LabelOf(row.Nature),
        Procedure = OfficialList<Procedure>.LabelOf(row.Procedure),
        Cpv = row.Cpv.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Sociales = ConsultationWords.SocialesOf(row.ConsiderationsSociales),
        Environnementales = ConsultationWords.EnvironnementalesOf(row.ConsiderationsEnvironnementales),
        Deadline = row.Deadline,
        PublishedAt = row.PublishedAt,
        ChangedAt = row.ChangedAt,
        Lots = row.Lots,
        Etat = row.Status == PublicStatus.Cancelled ? "sans-suite" : row.Deadline < now ? "close" : "ouverte",
        State = Chip(row, now).State,
        Chip = Chip(row, now).Word,
    };

    private static (ChipState State, string Word) Chip(ConsultationPublic row, DateTimeOffset now) => row switch
    {
        { Status: PublicStatus.Cancelled } => (ChipState.Closed, "Sans suite"),
        _ when row.Deadline < now => (ChipState.Closed, "Close"),
        _ => (row.Deadline - now < TimeSpan.FromDays(3) ? ChipState.Near : ChipState.Open, ParisTime.Remaining(row.Deadline, now)),
    };
}
