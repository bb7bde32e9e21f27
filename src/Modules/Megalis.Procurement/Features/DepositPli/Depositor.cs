using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>Who hands a pli in.</summary>
internal sealed record PliDepositor(string AccountId, string Name, string Email, Standing? Standing);

/// <summary>What is handed in. Files are durably stored already.</summary>
/// <param name="ClientId">The same for every attempt.</param>
/// <param name="ReceivedAt">When the last byte had arrived.</param>
/// <param name="DepotId">The preparation that ends with it, or null.</param>
internal sealed record PliRequest(
    string ClientId, PliDepositor Depositor, IReadOnlyList<PliFile> Files, string LotNumbers, PliRelation Relation,
    DateTimeOffset StartedAt, DateTimeOffset ReceivedAt, string? DepotId = null);

/// <summary>
/// Takes a pli: one row, its files, its journal entry and its mail in one transaction, at one instant. The same client id
/// always gives the same pli back, whatever happened to the first answer.
/// </summary>
internal static class Depositor
{
    /// <returns>The pli, and whether it was made by this call; or why not.</returns>
    public static async Task<(Pli? Pli, bool IsNew, Refusal? Refusal)> DepositAsync(OwnedConsultation owned, PliRequest request, CancellationToken stop)
    {
        var db = owned.Db;
        if (await FindAsync(db, owned, request.ClientId, stop) is { } already)
            return Same(already, request);
        var consultation = await db.Set<Consultation>().Include(c => c.Facts).AsNoTracking().SingleAsync(c => c.Id == owned.Public.ConsultationId, stop);
        if (ConsultationRules.ReceivePli(consultation.AsFacts(), request.ReceivedAt) is { } refusal)
            return (null, false, refusal);
        try
        {
            return (await StoreAsync(owned, consultation, request, stop), true, null);
        }
        catch (DbUpdateException)
        {
            // Two posts of one client id raced: the unique index let one through.
            db.ChangeTracker.Clear();
            if (await FindAsync(db, owned, request.ClientId, stop) is { } winner)
                return Same(winner, request);
            throw;
        }
    }

    public static Task<Pli?> FindAsync(MegalisDb db, OwnedConsultation owned, string clientId, CancellationToken stop) =>
        db.Set<Pli>().Include(p => p.Files).AsNoTracking()
            .SingleOrDefaultAsync(p => p.ConsultationId == owned.Public.ConsultationId && p.ClientId == clientId, stop);

    /// <summary>A client id belongs to the account that used it first.</summary>
    private static (Pli?, bool, Refusal?) Same(Pli pli, PliRequest request) =>
        pli.AccountId == request.Depositor.AccountId
            ? (pli, false, null)
            : (null, false, new Refusal("Ce dépôt appartient à un autre compte. Recommencez depuis la page de la consultation."));

    private static async Task<Pli> StoreAsync(OwnedConsultation owned, Consultation consultation, PliRequest request, CancellationToken stop)
    {
        var db = owned.Db;
        var pli = Make(consultation, request);
        var receipt = owned.Services.GetRequiredService<Journal>().Append(
            pli.IsLate ? "pli.deposited-late" : "pli.deposited", "consultation", consultation.Id, Entry(pli), request.Depositor.AccountId);
        (pli.EntryId, pli.LeafHash) = (receipt.EntryId, Convert.ToHexStringLower(receipt.LeafHash));
        db.Add(pli);
        db.Add(new PliPointer { PliId = pli.Id, TenantId = owned.Owner.Id, AccountId = pli.AccountId, EntrepriseId = pli.EntrepriseId, At = pli.ReceivedAt });
        owned.Services.GetRequiredService<Outbox>().Add(new PliDeposited(pli.Id, consultation.Reference));
        if (request.DepotId is { } depot && await db.Set<Depot>().Include(d => d.Files).SingleOrDefaultAsync(d => d.Id == depot, stop) is { } done)
            db.Remove(done);
        await db.SaveChangesAsync(stop);
        return pli;
    }

    private static Pli Make(Consultation consultation, PliRequest request)
    {
        var pli = new Pli
        {
            Id = Ids.New(request.ReceivedAt),
            ConsultationId = consultation.Id,
            ClientId = request.ClientId,
            AccountId = request.Depositor.AccountId,
            DepositorName = request.Depositor.Name,
            DepositorEmail = request.Depositor.Email,
            LotNumbers = request.LotNumbers,
            Relation = request.Relation,
            StartedAt = request.StartedAt,
            ReceivedAt = request.ReceivedAt,
            IsLate = PliRules.IsLate(consultation, request.ReceivedAt),
            Files = [.. request.Files],
        };
        if (request.Depositor.Standing is { } standing)
        {
            pli.EntrepriseName = standing.Entreprise.Name;
            pli.EntrepriseIdentifier = standing.Entreprise.DisplayIdentifier;
            // A SIRET is public and proves nothing: until a manager accepts this person, their plis are theirs alone.
            pli.EntrepriseId = standing.IsAccepted ? standing.Entreprise.Id : "";
        }

        for (var i = 0; i < pli.Files.Count; i++)
            (pli.Files[i].PliId, pli.Files[i].Position) = (pli.Id, i + 1);
        return pli;
    }

    private static object Entry(Pli pli) => new
    {
        pli.Id,
        depositor = pli.DepositorName,
        email = pli.DepositorEmail,
        entreprise = pli.EntrepriseName,
        identifier = pli.EntrepriseIdentifier,
        startedAt = pli.StartedAt,
        receivedAt = pli.ReceivedAt,
        late = pli.IsLate,
        lots = pli.LotNumbers,
        relation = pli.Relation.ToString(),
        files = pli.Files.Select(f => new { f.Position, part = f.Part.ToString(), name = f.DisplayName, bytes = f.Length, sha256 = f.Sha256 }),
    };
}
