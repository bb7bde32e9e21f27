using Megalis.Kernel.Data;
using Megalis.Users.Domain.Entreprises;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Contracts;

/// <summary>Where a person stands with an entreprise.</summary>
public enum MemberState
{
    /// <summary>Waits for a manager. May deposit; sees only their own plis, and nobody of the team sees those.</summary>
    Pending,

    /// <summary>Of the team: sees the plis that accepted members deposited.</summary>
    Accepted,

    /// <summary>A manager said no.</summary>
    Refused,

    /// <summary>Was removed, or left.</summary>
    Removed,
}

/// <summary>An entreprise as registers and receipts name it.</summary>
/// <param name="Id">26 characters.</param>
/// <param name="Identifier">In the form of its type, without spaces: fourteen digits for a SIRET.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Name">As its people declared it; nobody has checked it.</param>
public sealed record EntrepriseCard(string Id, IdentifiantType Type, string Identifier, string Country, string Name, string PostalCode, string City)
{
    /// <summary>The identifier as people read it: « 356 000 000 00048 ».</summary>
    public string DisplayIdentifier => new EntrepriseId(Type, Identifier, Country).ToDisplay();
}

/// <summary>For whom a person acts.</summary>
/// <param name="Since">When <paramref name="State"/> was decided; when it was asked for, while it waits.</param>
/// <param name="TeamSince">
/// When the present team took up a number that an earlier one had left altogether: what was done for the entreprise before that
/// instant is not theirs. Null while the first team is there.
/// </param>
public sealed record Standing(EntrepriseCard Entreprise, MemberState State, bool IsManager, DateTimeOffset Since, DateTimeOffset? TeamSince = null)
{
    public bool IsAccepted => State == MemberState.Accepted;

    /// <summary>The instant from which the team's acts are this team's: the beginning of time while the first team is there.</summary>
    public DateTimeOffset TeamFrom => TeamSince ?? DateTimeOffset.UnixEpoch;
}

/// <summary>What other modules may ask about entreprises. Answers in the scope of any tenant.</summary>
public sealed class Entreprises
{
    private readonly MegalisDb _db;

    internal Entreprises(MegalisDb db) => _db = db;

    /// <summary>The entreprise of an account, pending or accepted; null when it stands for none.</summary>
    public async Task<Standing?> OfAsync(string accountId, CancellationToken stop = default)
    {
        var row = await (
            from m in _db.Set<EntrepriseMember>().AsNoTracking()
            join e in _db.Set<Entreprise>().AsNoTracking() on m.EntrepriseId equals e.Id
            where m.AccountId == accountId && (m.State == MemberState.Pending || m.State == MemberState.Accepted)
            select new { Member = m, Entreprise = e }).SingleOrDefaultAsync(stop);
        return row is null ? null : new Standing(
            Card(row.Entreprise), row.Member.State, row.Member.IsManager, row.Member.DecidedAt ?? row.Member.RequestedAt, row.Entreprise.TeamSince);
    }

    /// <summary>By id; null when there is none.</summary>
    public async Task<EntrepriseCard?> FindAsync(string entrepriseId, CancellationToken stop = default) =>
        await _db.Set<Entreprise>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == entrepriseId, stop) is { } row ? Card(row) : null;

    /// <summary>
    /// The accounts whose plis an accepted member of this entreprise may see: the accepted ones. Never those who wait.
    /// </summary>
    public async Task<IReadOnlyList<string>> TeamAsync(string entrepriseId, CancellationToken stop = default) =>
        await _db.Set<EntrepriseMember>().Where(m => m.EntrepriseId == entrepriseId && m.State == MemberState.Accepted)
            .OrderBy(m => m.RequestedAt).Select(m => m.AccountId).ToListAsync(stop);

    internal static EntrepriseCard Card(Entreprise row) =>
        new(row.Id, row.IdType, row.Identifier, row.Country, row.Name, row.PostalCode, row.City);
}
