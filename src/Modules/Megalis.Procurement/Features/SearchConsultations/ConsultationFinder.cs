using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ShowConsultation;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>Finds consultations: the index answers, the database while there is none.</summary>
internal sealed class ConsultationFinder(PublicSearch database, TimeProvider clock)
{
    public async Task<ConsultationsFound> FindAsync(ConsultationCriteria criteria, int skip, int take, bool withFacets, CancellationToken stop) =>
        await PlainListAsync(criteria, skip, take, stop);

    private async Task<ConsultationsFound> PlainListAsync(ConsultationCriteria criteria, int skip, int take, CancellationToken stop)
    {
        var rows = database.Where(criteria);
        var (now, words) = (clock.GetUtcNow(), PublicSearch.WordsOf(criteria));
        var list = await PublicSearch.InOrder(rows, criteria).Skip(skip).Take(take).ToListAsync(stop);
        return new ConsultationsFound { Total = await rows.CountAsync(stop), Rows = [.. list.Select(row => Row(row, now) with { Title = PlainMarks.Of(row.Objet, words) })] };
    }

    private static ConsultationRow Row(ConsultationPublic row, DateTimeOffset now) => new()
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
