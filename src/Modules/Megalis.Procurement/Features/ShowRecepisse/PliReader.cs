using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>A pli as its own side may read it back, at any time.</summary>
/// <param name="Proof">Null during the second or two before the journal's next head.</param>
/// <param name="PortalUrl">Absolute, without a final slash.</param>
internal sealed record Recepisse(Pli Pli, Consultation Consultation, string Acheteur, JournalProof? Proof, string PortalUrl)
{
    /// <summary>Both codes in one word, for the page of verification.</summary>
    public string Code => $"{Pli.EntryId}-{Pli.LeafHash}";
}

/// <summary>
/// Reads plis back for those who handed them in: the depositor, and the accepted members of the entreprise for which it
/// was handed in. Nobody else, before or after the opening.
/// </summary>
internal sealed class PliReader(MegalisDb db, OwnerScope owners, TenantStore tenants, Entreprises entreprises, CurrentUser user)
{
    /// <summary>No entreprise has it.</summary>
    private const string Nobody = "-";

    /// <summary>Null when there is no such pli, or when it is not theirs.</summary>
    public async Task<Recepisse?> FindAsync(string pliId, CancellationToken stop) =>
        await Mine(await EntrepriseAsync(stop)).SingleOrDefaultAsync(p => p.PliId == pliId, stop) is { } pointer ? await ReadAsync(pointer, stop) : null;

    /// <summary>The plis of this person's side, the latest first.</summary>
    public async Task<(IReadOnlyList<Recepisse> Plis, int Total)> ListAsync(int page, int size, CancellationToken stop)
    {
        var mine = Mine(await EntrepriseAsync(stop));
        var total = await mine.CountAsync(stop);
        var plis = new List<Recepisse>();
        foreach (var pointer in await mine.OrderByDescending(p => p.At).ThenBy(p => p.PliId).Skip((page - 1) * size).Take(size).ToListAsync(stop))
            if (await ReadAsync(pointer, stop) is { } pli)
                plis.Add(pli);
        return (plis, total);
    }

    /// <summary>The entreprise that took this person in: from then on the team's plis are theirs to see too.</summary>
    private async Task<string> EntrepriseAsync(CancellationToken stop) =>
        await entreprises.OfAsync(user.AccountId, stop) is { IsAccepted: true } standing ? standing.Entreprise.Id : Nobody;

    private IQueryable<PliPointer> Mine(string entreprise)
    {
        var account = user.AccountId;
        return db.Set<PliPointer>().AsNoTracking().Where(p => p.AccountId == account || p.EntrepriseId == entreprise);
    }

    private async Task<Recepisse?> ReadAsync(PliPointer pointer, CancellationToken stop)
    {
        await using var scope = owners.Enter(pointer);
        if (scope is null)
            return null;
        var pli = await scope.Db.Set<Pli>().Include(p => p.Files).AsNoTracking().SingleAsync(p => p.Id == pointer.PliId, stop);
        var consultation = await scope.Db.Set<Consultation>().Include(c => c.Lots).Include(c => c.Facts).AsNoTracking().SingleAsync(c => c.Id == pli.ConsultationId, stop);
        var proof = await scope.Services.GetRequiredService<Journal>().ProofAsync(pli.EntryId, stop);
        var acheteur = scope.Services.GetRequiredService<TenantContext>().Tenant.DisplayName;
        return new Recepisse(pli, consultation, acheteur, proof, tenants.CanonicalUrl(tenants.Default));
    }
}
