using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Data;

/// <summary>The acts of the salle des marchés, in French.</summary>
internal sealed class ProcurementJournalWords(MegalisDb db) : IJournalWords
{
    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string>
    {
        ["consultation.created"] = "Consultation créée",
        ["consultation.deleted"] = "Brouillon de consultation supprimé",
        ["consultation.published"] = "Consultation publiée",
        ["consultation.corrected"] = "Consultation corrigée",
        ["consultation.deadline-changed"] = "Date limite déplacée",
        ["consultation.cancelled"] = "Consultation déclarée sans suite",
        ["consultation.dce-added"] = "Document ajouté au dossier",
        ["consultation.dce-replaced"] = "Document du dossier remplacé",
        ["consultation.dce-removed"] = "Document retiré du dossier",
        ["consultation.question-answered"] = "Réponse publiée",
        ["consultation.questions-exported"] = "Questions exportées",
        ["consultation.retraits-exported"] = "Registre des retraits exporté",
        ["dce.taken"] = "Dossier retiré",
        ["question.asked"] = "Question posée",
        [PliActs.Deposited] = "Pli déposé",
        [PliActs.DepositedLate] = "Pli déposé hors délai",
        [PliActs.PresenceConfirmed] = "Présence à l’ouverture confirmée",
        [PliActs.Opened] = "Plis ouverts",
        [PliActs.Read] = "Pièce d’un pli lue",
        ["procurement.acheteur-changed"] = "Catégorie d’acheteur modifiée",
        ["procurement.threshold-added"] = "Seuil ajouté",
        ["procurement.threshold-removed"] = "Seuil retiré",
        ["procurement.thresholds-reset"] = "Seuils d’origine rétablis",
        ["procurement.trade-saved"] = "Métier enregistré",
        ["procurement.trade-removed"] = "Métier retiré",
        ["procurement.trades-reset"] = "Métiers d’origine rétablis",
    };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string> { [ConsultationActs.Subject] = "Consultation" };

    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop)
    {
        var names = await db.Set<ConsultationPublic>().AsNoTracking().Where(p => ids.Contains(p.ConsultationId))
            .ToDictionaryAsync(p => p.ConsultationId, p => $"{p.Reference} – {p.Objet}", stop);
        // Drafts are named to their own buyer alone.
        foreach (var own in await db.Set<Consultation>().AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Reference, c.Objet }).ToListAsync(stop))
            names.TryAdd(own.Id, $"{own.Reference} – {own.Objet}");
        return names;
    }
}
