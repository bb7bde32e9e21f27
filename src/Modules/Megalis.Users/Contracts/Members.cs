using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Contracts;

/// <summary>A person as their colleagues know them in one tenant.</summary>
/// <param name="Id">The account's, 26 characters.</param>
/// <param name="Email">Where to write.</param>
/// <param name="Title">« secrétaire de mairie »; may be empty.</param>
public sealed record MemberCard(string Id, string DisplayName, string Email, string Title);

/// <summary>
/// Who works in a tenant: a seat there, on an account that is neither erased nor disabled. A suspended seat is none. Answers in
/// the scope of any tenant.
/// </summary>
public sealed class Members
{
    private const int MostWords = 8;

    private readonly MegalisDb _db;

    internal Members(MegalisDb db) => _db = db;

    /// <summary>What people read for a role: Orchard's names in French, others as they were given.</summary>
    public static string RoleLabel(string role) => RoleName.Label(role);

    /// <summary>One of them; null for anybody else.</summary>
    public Task<MemberCard?> FindAsync(int tenantId, string accountId, CancellationToken stop = default) =>
        Cards(Seats(tenantId).Where(s => s.Account.Id == accountId)).SingleOrDefaultAsync(stop);

    /// <summary>Those whose name or address has all these words, by name.</summary>
    /// <param name="words">Capitals and accents do not count, nor more than eight words; empty: everybody.</param>
    /// <param name="page">From 1.</param>
    public async Task<(IReadOnlyList<MemberCard> Members, int Total)> SearchAsync(int tenantId, string words, int page, int size, CancellationToken stop = default)
    {
        var seats = Seats(tenantId);
        foreach (var word in Folded.Of(words).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords))
            seats = seats.Where(s => s.Account.DisplayNameFolded.Contains(word) || s.Account.EmailFolded.Contains(word));
        var ordered = seats.OrderBy(s => s.Account.DisplayNameFolded).ThenBy(s => s.Account.Id);
        return (await Cards(ordered.Skip((page - 1) * size).Take(size)).ToListAsync(stop), await seats.CountAsync(stop));
    }

    /// <summary>Those who hold a role, by name.</summary>
    /// <param name="most">No more than these are read.</param>
    public async Task<IReadOnlyList<MemberCard>> HoldersAsync(int tenantId, string role, int most, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        var marked = $";{role};";
        var holders = Seats(tenantId).Where(s => (";" + s.Seat.Roles + ";").Contains(marked)).OrderBy(s => s.Account.DisplayNameFolded).ThenBy(s => s.Account.Id);
        return await Cards(holders.Take(most)).ToListAsync(stop);
    }

    private IQueryable<Seated> Seats(int tenantId) =>
        from m in _db.Set<Membership>().AsNoTracking()
        join a in _db.Set<Account>().AsNoTracking() on m.AccountId equals a.Id
        where m.TenantId == tenantId && a.ErasedAt == null && !_db.Set<AccountDisabling>().Any(d => d.AccountId == a.Id)
        select new Seated { Seat = m, Account = a };

    private static IQueryable<MemberCard> Cards(IQueryable<Seated> seats) => seats.Select(s => new MemberCard(s.Account.Id, s.Account.DisplayName, s.Account.Email, s.Seat.Title));

    private sealed class Seated
    {
        public required Membership Seat { get; init; }
        public required Account Account { get; init; }
    }
}
