using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.HoldOuverture;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowDepots;

/// <summary>The register of deposits: closed to everybody, names and counts, until the deadline (CCP R. 2132-9).</summary>
[RequirePermission(ProcurementPermissions.View)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DepotsModel(MegalisDb db, TimeProvider clock) : MegalisPage
{
    public Consultation Consultation { get; private set; } = null!;
    public bool IsReadable { get; private set; }
    public IReadOnlyList<Pli> Plis { get; private set; } = [];
    public OuvertureState State { get; private set; } = OuvertureState.Unknown;

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop) =>
        await LoadAsync(reference, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnGetCsvAsync(string reference, CancellationToken stop)
    {
        if (!await LoadAsync(reference, stop) || !IsReadable)
            return NotFound();
        return this.CsvFile(
            $"depots-{Consultation.Reference}.csv",
            ["Numéro", "Reçu le", "Commencé le", "Dernier fichier arrivé le", "Déposant", "Adresse électronique", "Entreprise", "Identifiant", "Rattachement", "Lots", "Pièces", "Octets", "État", "Écriture au journal"],
            Plis.Select((p, i) => Csv.Line(
            [
                i + 1, p.ReceivedAt, p.StartedAt, p.ArrivedAt, p.DepositorName, p.DepositorEmail, p.EntrepriseName, p.EntrepriseIdentifier,
                p.EntrepriseName.Length == 0 ? "" : p.IsUnconfirmed ? "non confirmé par l’entreprise" : "confirmé",
                PliWords.Lots(p.LotNumbers), p.Files.Count, p.Length.ToString(CultureInfo.InvariantCulture), StateOf(p).Word, p.EntryId,
            ])));
    }

    public (ChipState Chip, string Word) StateOf(Pli pli) => State.StateOf(pli, Consultation.Opened is not null);

    private async Task<bool> LoadAsync(string reference, CancellationToken stop)
    {
        if (await db.Set<Consultation>().Include(c => c.Facts).AsNoTracking().SingleOrDefaultAsync(c => c.Reference == reference, stop) is not { Published: not null } consultation)
            return false;
        Consultation = consultation;
        IsReadable = ConsultationRules.MaySeeDeposits(consultation.AsFacts(), clock.GetUtcNow());
        if (IsReadable)
            Plis = await db.Set<Pli>().Include(p => p.Files).AsNoTracking().Where(p => p.ConsultationId == consultation.Id).OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id).ToListAsync(stop);
        State = OuvertureState.Of(Plis);
        return true;
    }
}
