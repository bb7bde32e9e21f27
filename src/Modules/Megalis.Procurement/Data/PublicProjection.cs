using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Data;

/// <summary>
/// The one writer of <see cref="ConsultationPublic"/>: called in the transaction that changes a published consultation,
/// so that the region never reads what its owner does not.
/// </summary>
internal sealed class PublicProjection(MegalisDb db, TenantContext tenant, ChangeLog changes)
{
    /// <summary>Copies what is public; the caller's SaveChanges stores it. Lots and facts must be loaded. A draft has no row.</summary>
    public async Task WriteAsync(Consultation consultation, CancellationToken stop = default)
    {
        if (consultation.Published is not { } published)
            return;
        var row = await db.FindAsync<ConsultationPublic>([consultation.Id], stop);
        if (row is null)
            db.Add(row = new ConsultationPublic { ConsultationId = consultation.Id, TenantId = tenant.Tenant.Id });
        row.Acheteur = tenant.Tenant.DisplayName;
        row.Siren = tenant.Tenant.Siren;
        row.Reference = consultation.Reference;
        row.Objet = consultation.Objet;
        row.Nature = consultation.Nature!.Value;
        row.Procedure = consultation.Procedure;
        row.ConsiderationsSociales = consultation.ConsiderationsSociales;
        row.ConsiderationsEnvironnementales = consultation.ConsiderationsEnvironnementales;
        row.Deadline = consultation.Deadline!.Value;
        row.PublishedAt = published.At;
        row.ChangedAt = consultation.ChangedAt;
        row.Lots = consultation.Lots.Count;
        row.Status = consultation.Cancelled is not null ? PublicStatus.Cancelled
            : consultation.Opened is not null ? PublicStatus.Opened : PublicStatus.Published;
        row.Cpv = string.Concat(consultation.CpvList.Concat(consultation.Lots.Select(l => l.Cpv)).Where(c => c.Length > 0).Distinct().Select(c => " " + c));
        WritePlace(row, consultation);
        changes.Add(ChangeKinds.Consultation, consultation.Id);
        row.Folded = Folded.Of(string.Join(' ',
            [row.Objet, .. consultation.Lots.Select(l => l.Objet), row.Acheteur, row.Commune, row.Reference]));
    }

    private static void WritePlace(ConsultationPublic row, Consultation consultation)
    {
        var commune = Localities.FindCommune(consultation.CommuneInsee);
        row.Departement = consultation.Departement;
        row.CommuneInsee = commune?.Code ?? "";
        row.Commune = commune?.Name ?? "";
        row.Epci = commune?.EpciSiren ?? "";
    }
}
