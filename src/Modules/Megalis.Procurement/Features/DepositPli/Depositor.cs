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

    /// <summary>The name stands on the pli, and the entreprise has not said yes yet.</summary>
    public bool IsUnconfirmed => Standing is { IsAccepted: false };
}

/// <summary>What is handed in. Files are durably stored already.</summary>
/// <param name="ClientId">The same for every attempt.</param>
/// <param name="Lots">Numbers; those that the consultation does not have are left out.</param>
/// <param name="Relation">Asked only when this side has handed something in before.</param>
/// <param name="ReceivedAt">When the last byte had arrived.</param>
/// <param name="DepotId">The preparation that ends with it, or null.</param>
/// <param name="Earlier">The plis of this side that the person read of, by id; null when nobody showed them any.</param>
internal sealed record PliRequest(
    string ClientId, PliDepositor Depositor, IReadOnlyList<PliFile> Files, IReadOnlyCollection<int> Lots, PliRelation Relation,
    DateTimeOffset ReceivedAt, string? DepotId = null, IReadOnlyList<string>? Earlier = null);

/// <summary>The pli, and whether this call made it; or why not.</summary>
internal readonly record struct Deposited(Pli? Pli, bool IsNew, Refusal? Refusal);

/// <summary>
/// Takes a pli: one row, its files, its journal entry and its mail in one transaction, at one instant. The same client id
/// always gives the same pli back, whatever happened to the first answer. Nothing here is cancelled by a browser that leaves.
/// </summary>
internal static class Depositor
{
    /// <summary>Not what the person has just read any more.</summary>
    public static readonly Refusal Changed = new("Vos pièces, vos lots ou les plis déjà déposés ont changé dans une autre fenêtre. Relisez cette page, puis déposez.");

    public static async Task<Deposited> DepositAsync(OwnedConsultation owned, PliRequest request)
    {
        try
        {
            var deposited = default(Deposited);
            // Nothing is tried again inside: a transaction that fails is gone as a whole.
            owned.Db.Database.AutoSavepointsEnabled = false;
            await owned.Db.TransactAsync(async () => deposited = await TakeAsync(owned, request));
            // A twin of this post went before it, or did so a moment ago and is why this one was refused: then its deposit is the answer.
            return deposited.Pli is null && await FindAsync(owned, request) is { } twin ? await SameAsync(owned, twin) : deposited;
        }
        catch (DbUpdateException error)
        {
            // Two posts of one client id raced: the unique index let one through.
            owned.Db.ChangeTracker.Clear();
            if (await FindAsync(owned, request) is { } winner)
                return await SameAsync(owned, winner);
            if (error is DbUpdateConcurrencyException)
                return new Deposited(null, false, Changed);
            throw;
        }
    }

    /// <summary>What an account handed in under a client id; another account's is never looked at.</summary>
    public static Task<Pli?> FindAsync(OwnedConsultation owned, string accountId, string clientId) =>
        owned.Db.Set<Pli>().Include(p => p.Files).AsNoTracking()
            .SingleOrDefaultAsync(p => p.ConsultationId == owned.Public.ConsultationId && p.AccountId == accountId && p.ClientId == clientId);

    /// <summary>
    /// What this side handed in before and still stands, the first first: the person's plis of their own, and those of the team
    /// that took them in. Those of a team that the person has left are not theirs to replace.
    /// </summary>
    public static async Task<IReadOnlyList<Pli>> EarlierAsync(OwnedConsultation owned, PliDepositor depositor)
    {
        var plis = await Of(owned, depositor).Include(p => p.Files).AsNoTracking().OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id).ToListAsync();
        return [.. plis.Where(p => !plis.Exists(other => other.Replaced.Contains(p.Id)))];
    }

    private static IQueryable<Pli> Of(OwnedConsultation owned, PliDepositor depositor)
    {
        var (consultation, account, entreprise) = (owned.Public.ConsultationId, depositor.AccountId, depositor.EntrepriseId);
        var plis = owned.Db.Set<Pli>().Where(p => p.ConsultationId == consultation);
        if (entreprise.Length == 0)
            return plis.Where(p => p.EntrepriseId == "" && p.AccountId == account);
        var from = depositor.Standing!.TeamFrom;
        return plis.Where(p => p.EntrepriseId == "" ? p.AccountId == account : p.EntrepriseId == entreprise && (p.AccountId == account || p.ReceivedAt >= from));
    }

    private static Task<Pli?> FindAsync(OwnedConsultation owned, PliRequest request) => FindAsync(owned, request.Depositor.AccountId, request.ClientId);

    private static async Task<Deposited> SameAsync(OwnedConsultation owned, Pli pli)
    {
        // The first answer may still be waiting for the disk: a receipt is given for what a power cut would leave.
        await owned.Db.WhenDurableAsync();
        return new Deposited(pli, false, null);
    }

    private static async Task<Deposited> TakeAsync(OwnedConsultation owned, PliRequest request)
    {
        var db = owned.Db;
        // A deadline that moves and an opening that begins wait for this deposit, or this deposit for them.
        await db.HoldAsync<Consultation>(owned.Public.ConsultationId);
        if (await HasTwinAsync(owned, request))
            return default;
        var earlier = await EarlierAsync(owned, request.Depositor);
        var consultation = await db.Set<Consultation>().Include(c => c.Facts).Include(c => c.Lots).AsNoTracking().SingleAsync(c => c.Id == owned.Public.ConsultationId);
        var lots = request.Lots.Intersect(consultation.Lots.Select(l => l.Number)).Order().ToList();
        if ((ConsultationRules.ReceivePli(consultation.AsFacts(), request.ReceivedAt)
            ?? Depot.CheckLots(lots.Count, consultation.Lots.Count)
            ?? PliRules.CheckRelation(request.Relation, earlier.Count > 0)) is { } refusal)
            return new Deposited(null, false, refusal);
        if ((request.Earlier is { } shown && !shown.SequenceEqual(earlier.Select(p => p.Id))) || (request.DepotId is { } id && !await EndAsync(db, id, request)))
            return new Deposited(null, false, Changed);
        var pli = Make(consultation, request, lots, earlier);
        await StoreAsync(owned, consultation, pli);
        return new Deposited(pli, true, null);
    }

    /// <summary>Whether a twin of this post went before it, which is the same deposit.</summary>
    private static Task<bool> HasTwinAsync(OwnedConsultation owned, PliRequest request)
    {
        var (key, account) = (request.ClientId, request.Depositor.AccountId);
        return owned.Db.Set<Pli>().AnyAsync(p => p.ConsultationId == owned.Public.ConsultationId && p.AccountId == account && p.ClientId == key);
    }

    /// <summary>Ends the preparation; false when it is not what the person has just read.</summary>
    private static async Task<bool> EndAsync(MegalisDb db, string depotId, PliRequest request)
    {
        // A sending on its way ends first, or finds the preparation gone: no file is taken into it and away with it.
        await db.HoldAsync<Depot>(depotId, alone: true);
        if (await db.Set<Depot>().Include(d => d.Files).SingleOrDefaultAsync(d => d.Id == depotId) is not { } depot
            || !depot.Lots.SetEquals(request.Lots)
            || !depot.Files.Select(f => f.StoredFileId).ToHashSet().SetEquals(request.Files.Select(f => f.StoredFileId)))
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

    private static Pli Make(Consultation consultation, PliRequest request, List<int> lots, IReadOnlyList<Pli> earlier)
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
            Relation = earlier.Count > 0 ? request.Relation : PliRelation.First,
            StartedAt = request.Files.Min(f => f.BeganAt) ?? request.ReceivedAt,
            ReceivedAt = request.ReceivedAt,
            IsLate = PliRules.IsLate(consultation, request.ReceivedAt),
            Files = [.. request.Files],
        };
        // A late one takes no place of one in time.
        if (pli.Relation == PliRelation.Replaces)
            pli.ReplacedIds = string.Join(' ', earlier.Where(p => p.IsLate || !pli.IsLate).Select(p => p.Id));
        for (var i = 0; i < pli.Files.Count; i++)
            (pli.Files[i].PliId, pli.Files[i].Position) = (pli.Id, i + 1);
        return pli;
    }
}
