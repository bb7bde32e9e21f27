using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ShowRecepisse;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>Who hands a pli in.</summary>
internal sealed record PliDepositor(string AccountId, string Name, string Email, Standing? Standing)
{
    /// <summary>The entreprise for which a team acts together, or empty: a SIRET is public and proves nothing, so that until a manager accepts this person their plis are theirs alone.</summary>
    public string EntrepriseId => Standing is { IsAccepted: true } standing ? standing.Entreprise.Id : "";
}

/// <summary>What is handed in. Files are durably stored already.</summary>
/// <param name="ClientId">The same for every attempt.</param>
/// <param name="Lots">Numbers; those that the consultation does not have are left out.</param>
/// <param name="Relation">Asked only when this side has handed something in before.</param>
/// <param name="ReceivedAt">When the last byte had arrived.</param>
/// <param name="DepotId">The preparation that ends with it, or null.</param>
internal sealed record PliRequest(
    string ClientId, PliDepositor Depositor, IReadOnlyList<PliFile> Files, IReadOnlyCollection<int> Lots, PliRelation Relation,
    DateTimeOffset StartedAt, DateTimeOffset ReceivedAt, string? DepotId = null);

/// <summary>The pli, and whether this call made it; or why not.</summary>
internal readonly record struct Deposited(Pli? Pli, bool IsNew, Refusal? Refusal);

/// <summary>
/// Takes a pli: one row, its files, its journal entry and its mail in one transaction, at one instant. The same client id
/// always gives the same pli back, whatever happened to the first answer. Nothing here is cancelled by a browser that leaves.
/// </summary>
internal static class Depositor
{
    private static readonly Refusal Changed = new("Vos pièces ont changé dans une autre fenêtre. Relisez-les, puis déposez.");

    public static async Task<Deposited> DepositAsync(OwnedConsultation owned, PliRequest request)
    {
        try
        {
            var deposited = default(Deposited);
            // Nothing is tried again inside: a transaction that fails is gone as a whole.
            owned.Db.Database.AutoSavepointsEnabled = false;
            await owned.Db.TransactAsync(async () => deposited = await TakeAsync(owned, request));
            // A twin of this post went before it, or did so a moment ago and is why this one was refused: then its deposit is the answer.
            return deposited.Pli is null && await FindAsync(owned, request.ClientId) is { } twin ? await SameAsync(owned, twin, request) : deposited;
        }
        catch (DbUpdateException error)
        {
            // Two posts of one client id raced: the unique index let one through.
            owned.Db.ChangeTracker.Clear();
            if (await FindAsync(owned, request.ClientId) is { } winner)
                return await SameAsync(owned, winner, request);
            if (error is DbUpdateConcurrencyException)
                return new Deposited(null, false, Changed);
            throw;
        }
    }

    public static Task<Pli?> FindAsync(OwnedConsultation owned, string clientId) =>
        owned.Db.Set<Pli>().Include(p => p.Files).AsNoTracking()
            .SingleOrDefaultAsync(p => p.ConsultationId == owned.Public.ConsultationId && p.ClientId == clientId);

    /// <summary>Whether this side, the person or the team that took them in, has handed something in before.</summary>
    public static Task<bool> HasEarlierAsync(OwnedConsultation owned, PliDepositor depositor)
    {
        var (account, entreprise) = (depositor.AccountId, depositor.EntrepriseId);
        return owned.Db.Set<Pli>().AnyAsync(p => p.ConsultationId == owned.Public.ConsultationId
            && (p.AccountId == account || (entreprise != "" && p.EntrepriseId == entreprise)));
    }

    /// <summary>A client id belongs to the account that used it first.</summary>
    private static async Task<Deposited> SameAsync(OwnedConsultation owned, Pli pli, PliRequest request)
    {
        if (pli.AccountId != request.Depositor.AccountId)
            return new Deposited(null, false, new Refusal("Ce dépôt appartient à un autre compte. Recommencez depuis la page de la consultation."));
        // The first answer may still be waiting for the disk: a receipt is given for what a power cut would leave.
        await owned.Db.WhenDurableAsync();
        return new Deposited(pli, false, null);
    }

    private static async Task<Deposited> TakeAsync(OwnedConsultation owned, PliRequest request)
    {
        var db = owned.Db;
        // A deadline that moves and an opening that begins wait for this deposit, or this deposit for them.
        await db.HoldAsync<Consultation>(owned.Public.ConsultationId);
        var (hasTwin, hasEarlier) = await EarlierAsync(owned, request);
        if (hasTwin)
            return default;
        var consultation = await db.Set<Consultation>().Include(c => c.Facts).Include(c => c.Lots).AsNoTracking().SingleAsync(c => c.Id == owned.Public.ConsultationId);
        var lots = request.Lots.Intersect(consultation.Lots.Select(l => l.Number)).Order().ToList();
        if ((ConsultationRules.ReceivePli(consultation.AsFacts(), request.ReceivedAt)
            ?? Depot.CheckLots(lots.Count, consultation.Lots.Count)
            ?? PliRules.CheckRelation(request.Relation, hasEarlier)) is { } refusal)
            return new Deposited(null, false, refusal);
        if (request.DepotId is { } id && !await EndAsync(db, id, request.Files))
            return new Deposited(null, false, Changed);
        var pli = Make(consultation, request, lots, hasEarlier);
        await StoreAsync(owned, consultation, pli);
        return new Deposited(pli, true, null);
    }

    /// <summary>Whether a twin of this post went before it, which is the same deposit, and whether this side has handed something else in.</summary>
    private static async Task<(bool HasTwin, bool HasEarlier)> EarlierAsync(OwnedConsultation owned, PliRequest request)
    {
        var (key, account, entreprise) = (request.ClientId, request.Depositor.AccountId, request.Depositor.EntrepriseId);
        var twins = await owned.Db.Set<Pli>()
            .Where(p => p.ConsultationId == owned.Public.ConsultationId && (p.ClientId == key || p.AccountId == account || (entreprise != "" && p.EntrepriseId == entreprise)))
            .Select(p => p.ClientId == key).Distinct().ToListAsync();
        return (twins.Contains(true), twins.Contains(false));
    }

    /// <summary>Ends the preparation; false when it is not what the person has just read.</summary>
    private static async Task<bool> EndAsync(MegalisDb db, string depotId, IReadOnlyList<PliFile> files)
    {
        if (await db.Set<Depot>().Include(d => d.Files).SingleOrDefaultAsync(d => d.Id == depotId) is not { } depot
            || !depot.Files.Select(f => f.StoredFileId).ToHashSet().SetEquals(files.Select(f => f.StoredFileId)))
            return false;
        db.Remove(depot);
        return true;
    }

    private static async Task StoreAsync(OwnedConsultation owned, Consultation consultation, Pli pli)
    {
        var receipt = owned.Services.GetRequiredService<Journal>().Append(
            pli.IsLate ? PliActs.DepositedLate : PliActs.Deposited, ConsultationActs.Subject, consultation.Id, PliActs.Payload(pli), pli.AccountId);
        (pli.EntryId, pli.LeafHash) = (receipt.EntryId, receipt.LeafHashText);
        owned.Db.Add(pli);
        owned.Db.Add(new PliPointer { PliId = pli.Id, TenantId = owned.Owner.Id, AccountId = pli.AccountId, EntrepriseId = pli.EntrepriseId, At = pli.ReceivedAt });
        var outbox = owned.Services.GetRequiredService<Outbox>();
        outbox.Add(new PliDeposited(pli.Id, consultation.Reference));
        outbox.Add(new MailRecepisse(pli.Id));
        await owned.Db.SaveChangesAsync();
    }

    private static Pli Make(Consultation consultation, PliRequest request, List<int> lots, bool hasEarlier)
    {
        var entreprise = request.Depositor.Standing?.Entreprise;
        var pli = new Pli
        {
            Id = Ids.New(request.ReceivedAt),
            ConsultationId = consultation.Id,
            ClientId = request.ClientId,
            AccountId = request.Depositor.AccountId,
            DepositorName = request.Depositor.Name,
            DepositorEmail = request.Depositor.Email,
            EntrepriseId = request.Depositor.EntrepriseId,
            EntrepriseName = entreprise?.Name ?? "",
            EntrepriseIdentifier = entreprise?.DisplayIdentifier ?? "",
            LotNumbers = string.Join(' ', lots),
            Relation = hasEarlier ? request.Relation : PliRelation.First,
            StartedAt = request.StartedAt,
            ReceivedAt = request.ReceivedAt,
            IsLate = PliRules.IsLate(consultation, request.ReceivedAt),
            Files = [.. request.Files],
        };
        for (var i = 0; i < pli.Files.Count; i++)
            (pli.Files[i].PliId, pli.Files[i].Position) = (pli.Id, i + 1);
        return pli;
    }
}
