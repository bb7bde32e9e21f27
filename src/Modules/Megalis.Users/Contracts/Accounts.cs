using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Contracts;

/// <summary>A person as other modules may name them.</summary>
/// <param name="Id">26 characters; stays when the account is erased.</param>
/// <param name="DisplayName">« Anne Le Goff », or « Compte effacé ».</param>
/// <param name="Email">Where to write; leads nowhere when <paramref name="IsErased"/>.</param>
/// <param name="EmailConfirmed">Whether a mail to it ever came back. Never a condition of a deposit.</param>
public sealed record AccountCard(string Id, string DisplayName, string Email, bool EmailConfirmed, bool IsErased);

/// <summary>What other modules may ask about accounts. Answers in the scope of any tenant.</summary>
public sealed class Accounts
{
    private readonly MegalisDb _db;

    internal Accounts(MegalisDb db) => _db = db;

    /// <summary>By id; null when there is none.</summary>
    public async Task<AccountCard?> FindAsync(string accountId, CancellationToken stop = default) =>
        (await FindAsync([accountId], stop)).GetValueOrDefault(accountId);

    /// <summary>By address, capitals and blanks apart; null when nobody has it.</summary>
    public async Task<AccountCard?> FindByEmailAsync(string email, CancellationToken stop = default)
    {
        var folded = Folded.Of(email);
        return await _db.Set<Account>().AsNoTracking().Where(a => a.EmailFolded == folded && a.ErasedAt == null)
            .Select(a => new AccountCard(a.Id, a.DisplayName, a.Email, a.EmailConfirmedAt != null, false)).SingleOrDefaultAsync(stop);
    }

    /// <summary>Several at once, by id; ids of nobody are missing from the answer.</summary>
    public async Task<IReadOnlyDictionary<string, AccountCard>> FindAsync(IReadOnlyCollection<string> accountIds, CancellationToken stop = default) =>
        await _db.Set<Account>().AsNoTracking().Where(a => accountIds.Contains(a.Id))
            .Select(a => new AccountCard(a.Id, a.DisplayName, a.Email, a.EmailConfirmedAt != null, a.ErasedAt != null))
            .ToDictionaryAsync(a => a.Id, stop);

    /// <summary>Those of these ids with which nobody can sign in any more: accounts that are erased or disabled, and ids of none.</summary>
    public async Task<IReadOnlySet<string>> ClosedAsync(IReadOnlyCollection<string> accountIds, CancellationToken stop = default)
    {
        var open = await _db.Set<Account>().AsNoTracking()
            .Where(a => accountIds.Contains(a.Id) && a.ErasedAt == null && !_db.Set<AccountDisabling>().Any(d => d.AccountId == a.Id)).Select(a => a.Id).ToListAsync(stop);
        return accountIds.Except(open).ToHashSet();
    }

    /// <summary>
    /// People of a tenant who hold a role there, for a choice in a form (the second holder of an opening ...). Erased and
    /// disabled accounts are left out.
    /// </summary>
    public async Task<IReadOnlyList<AccountCard>> MembersAsync(int tenantId, CancellationToken stop = default) =>
        await (from m in _db.Set<Kernel.Security.Membership>()
               join a in _db.Set<Account>() on m.AccountId equals a.Id
               where m.TenantId == tenantId && a.ErasedAt == null && !_db.Set<AccountDisabling>().Any(d => d.AccountId == a.Id)
               orderby a.DisplayNameFolded, a.Id
               select new AccountCard(a.Id, a.DisplayName, a.Email, a.EmailConfirmedAt != null, false)).ToListAsync(stop);
}
