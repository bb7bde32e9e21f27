using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>A pli as its own side may read it back, at any time.</summary>
internal sealed record Recepisse(Pli Pli, Consultation Consultation, string Acheteur, JournalProof? Proof);

/// <summary>
/// Reads plis back for those who handed them in: the depositor, and the accepted members of the entreprise for which it
/// was handed in. Nobody else, before or after the opening.
/// </summary>
internal sealed class PliReader(MegalisDb db, OwnerScope owners, Entreprises entreprises, CurrentUser user)
{
    /// <summary>Null when there is no such pli, or when it is not theirs.</summary>
    public async Task<Recepisse?> FindAsync(string pliId, CancellationToken stop)
    {
        if (await db.Set<PliPointer>().AsNoTracking().SingleOrDefaultAsync(p => p.PliId == pliId, stop) is not { } pointer
            || !await MayReadAsync(pointer, stop))
            return null;
        await using var scope = owners.Enter(pointer);
        if (scope is null)
            return null;
        var pli = await scope.Db.Set<Pli>().Include(p => p.Files).AsNoTracking().SingleAsync(p => p.Id == pliId, stop);
        var consultation = await scope.Db.Set<Consultation>().Include(c => c.Lots).Include(c => c.Facts).AsNoTracking().SingleAsync(c => c.Id == pli.ConsultationId, stop);
        var proof = await scope.Services.GetRequiredService<Journal>().ProofAsync(pli.EntryId, stop);
        return new Recepisse(pli, consultation, scope.Services.GetRequiredService<Kernel.Tenants.TenantContext>().Tenant.DisplayName, proof);
    }

    /// <summary>The plis of this person's side, the latest first.</summary>
    public async Task<(IReadOnlyList<Recepisse> Plis, int Total)> ListAsync(int page, int size, CancellationToken stop)
    {
        var account = user.AccountId;
        var entreprise = await entreprises.OfAsync(account, stop) is { IsAccepted: true } standing ? standing.Entreprise.Id : "-";
        var mine = db.Set<PliPointer>().AsNoTracking().Where(p => p.AccountId == account || p.EntrepriseId == entreprise);
        var total = await mine.CountAsync(stop);
        var plis = new List<Recepisse>();
        foreach (var pointer in await mine.OrderByDescending(p => p.At).Skip((page - 1) * size).Take(size).ToListAsync(stop))
            if (await FindAsync(pointer.PliId, stop) is { } pli)
                plis.Add(pli);
        return (plis, total);
    }

    private async Task<bool> MayReadAsync(PliPointer pointer, CancellationToken stop) =>
        pointer.AccountId == user.AccountId
        || (pointer.EntrepriseId.Length > 0
            && await entreprises.OfAsync(user.AccountId, stop) is { IsAccepted: true } standing && standing.Entreprise.Id == pointer.EntrepriseId);
}
