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
    /// <summary>Null when there is no such pli, or when it is not theirs.</summary>
    public async Task<Recepisse?> FindAsync(string pliId, CancellationToken stop) =>
        await Mine(await TeamAsync(stop)).SingleOrDefaultAsync(p => p.PliId == pliId, stop) is { } pointer ? await ReadAsync(pointer, stop) : null;

    /// <summary>The plis of this person's side, the latest first.</summary>
    public async Task<(IReadOnlyList<Recepisse> Plis, int Total)> ListAsync(int page, int size, CancellationToken stop)
    {
        var mine = Mine(await TeamAsync(stop));
        var total = await mine.CountAsync(stop);
        var plis = new List<Recepisse>();
        foreach (var pointer in await mine.OrderByDescending(p => p.At).ThenBy(p => p.PliId).Skip((page - 1) * size).Take(size).ToListAsync(stop))
            if (await ReadAsync(pointer, stop) is { } pli)
                plis.Add(pli);
        return (plis, total);
    }

    /// <summary>The team that took this person in: from then on its plis are theirs to see too.</summary>
    private async Task<Standing?> TeamAsync(CancellationToken stop) =>
        await entreprises.OfAsync(user.AccountId, stop) is { IsAccepted: true } standing ? standing : null;

    /// <summary>What the person handed in, and what their team did; not what an earlier team of the same number left behind.</summary>
    private IQueryable<PliPointer> Mine(Standing? team)
    {
        var account = user.AccountId;
        var plis = db.Set<PliPointer>().AsNoTracking();
        if (team is null)
            return plis.Where(p => p.AccountId == account);
        var (entreprise, from) = (team.Entreprise.Id, team.TeamFrom);
        return plis.Where(p => p.AccountId == account || (p.EntrepriseId == entreprise && p.At >= from));
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
