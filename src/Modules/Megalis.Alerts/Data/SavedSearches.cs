using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Megalis.Alerts.Data;

/// <summary>What is asked for: the search, how it is called, how soon its owner wants to hear.</summary>
internal sealed record Wish(int TenantId, string Query, string Name, Rhythm Rhythm);

/// <summary>
/// The one writer of saved searches. Every change begins with the next revision: others wait for the counter's row until it commits.
/// So changes happen one after the other (two clicks at once are one alert), revisions become visible in their order, and a node
/// that reads on from the last one it knows misses none.
/// </summary>
internal sealed class SavedSearches(MegalisDb db, IOptions<AlertOptions> options, TimeProvider clock)
{
    private const string Counter = "saved-search";

    public int Most => options.Value.PerPerson;

    /// <summary>The owner's searches that were not stopped; those of a mere address once they were confirmed.</summary>
    public IQueryable<SavedSearch> Of(Owner owner) =>
        db.Set<SavedSearch>().AsNoTracking().Where(owner.Owns()).Where(s => s.StoppedAt == null && (s.ConfirmedAt != null || s.AccountId != ""));

    /// <summary>One of the owner's, stopped ones too; null when it is another's or none.</summary>
    public Task<SavedSearch?> FindAsync(Owner owner, string? mark, CancellationToken stop) =>
        db.Set<SavedSearch>().AsNoTracking().Where(owner.Owns()).SingleOrDefaultAsync(s => s.Mark == mark, stop);

    public Task<SavedSearch?> FindAsync(string? mark, CancellationToken stop) =>
        db.Set<SavedSearch>().AsNoTracking().SingleOrDefaultAsync(s => s.Mark == mark, stop);

    public Task<SavedSearch?> FindByTokenAsync(string? secret, CancellationToken stop)
    {
        var hash = string.IsNullOrEmpty(secret) || secret.Length > 200 ? "none" : SavedSearch.HashOf(secret);
        return db.Set<SavedSearch>().AsNoTracking().SingleOrDefaultAsync(s => s.TokenHash == hash, stop);
    }

    /// <summary>
    /// Does something to a search: the second of two clicks sees what the first one did. Null when all went well, or when the
    /// search is no more.
    /// </summary>
    public async Task<Refusal?> ActAsync(long id, Func<SavedSearch, Task<Refusal?>> act, CancellationToken stop)
    {
        Refusal? refusal = null;
        await db.TransactAsync(async () =>
        {
            var revision = await db.NextNumberAsync(Counter, stop);
            if (await db.Set<SavedSearch>().SingleOrDefaultAsync(s => s.Id == id, stop) is not { } search)
                return;
            refusal = await act(search);
            if (refusal is null)
                await StoreAsync(search, revision, stop);
        }, stop);
        return refusal;
    }

    public Task<Refusal?> ActAsync(long id, Action<SavedSearch, DateTimeOffset> act, CancellationToken stop) => ActAsync(id, search =>
    {
        act(search, clock.GetUtcNow());
        return Task.FromResult<Refusal?>(null);
    }, stop);

    /// <summary>
    /// Saves a search of an account, which needs no mail when its address is confirmed. The same search twice is one: asked again
    /// it takes the new name and rhythm, and runs.
    /// </summary>
    /// <param name="ask">Called with the search and a secret when the address must be confirmed first, inside the transaction.</param>
    public async Task<(SavedSearch? Search, Refusal? Refusal)> SaveAsync(Owner owner, string email, Wish wish, Action<SavedSearch, string>? ask, CancellationToken stop)
    {
        (SavedSearch? Search, Refusal? Refusal) answer = default;
        await db.TransactAsync(async () =>
        {
            var revision = await db.NextNumberAsync(Counter, stop);
            var (search, refusal) = await FindOrAddAsync(owner, email, wish, stop);
            answer = (search, refusal);
            if (search is null)
                return;
            // An alert that its owner once said yes to and stopped: whoever types the address must not rename it.
            if (ask is null || search.IsOfAccount || search.ConfirmedAt is null)
                (search.Name, search.Rhythm) = (wish.Name, wish.Rhythm);
            if (ask is null)
                search.Confirm(clock.GetUtcNow());
            else
                ask(search, search.Ask(clock.GetUtcNow()));
            await StoreAsync(search, revision, stop);
        }, stop);
        return answer;
    }

    /// <summary>Lets a search look for something else; refused when the owner has another search for just that.</summary>
    public Task<Refusal?> LookForAsync(SavedSearch search, Wish wish, CancellationToken stop) => ActAsync(search.Id, async held =>
    {
        var hash = SavedSearch.HashOf(wish.Query);
        var same = await db.Set<SavedSearch>().SingleOrDefaultAsync(
            s => s.AccountId == held.AccountId && s.EmailFolded == held.EmailFolded && s.TenantId == held.TenantId && s.QueryHash == hash && s.Id != held.Id, stop);
        if (same is { StoppedAt: null, ConfirmedAt: not null })
            return new Refusal("Vous avez déjà une alerte pour cette recherche : « {0} ».", same.Name);
        if (same is not null)
            await db.DeleteWhereAsync<SavedSearch>(s => s.Id == same.Id, stop);
        // What waits for a digest was found by the words of before.
        if (wish.Query != held.Query)
            await db.DeleteWhereAsync<AlertMatch>(m => m.SavedSearchId == held.Id && m.MailingId == "", stop);
        held.LookFor(wish.Query, clock.GetUtcNow());
        (held.Name, held.Rhythm) = (wish.Name, wish.Rhythm);
        return null;
    }, stop);

    /// <summary>Takes back that a search was stopped; refused when its owner has as many as can be by now.</summary>
    public Task<Refusal?> RestoreAsync(long id, CancellationToken stop) => ActAsync(id, async held =>
    {
        if (await CheckRoomAsync(held, stop) is { } refusal)
            return refusal;
        held.Restore();
        return null;
    }, stop);

    /// <summary>Why a search cannot be revived; null when it can, or runs anyway. Inside the transaction that revives it.</summary>
    public async Task<Refusal?> CheckRoomAsync(SavedSearch search, CancellationToken stop) =>
        search.StoppedAt is null ? null : await CheckRoomAsync(search.AccountId, search.EmailFolded, stop);

    private async Task<Refusal?> CheckRoomAsync(string account, string folded, CancellationToken stop) =>
        await db.Set<SavedSearch>().CountAsync(s => s.AccountId == account && s.EmailFolded == folded && s.StoppedAt == null, stop) < Most
            ? null : new Refusal("Vous avez déjà {0} alertes, le plus qu’il peut y en avoir. Supprimez-en une, ou élargissez une recherche.", Most);

    private async Task<(SavedSearch?, Refusal?)> FindOrAddAsync(Owner owner, string email, Wish wish, CancellationToken stop)
    {
        var (account, folded, hash) = (owner.AccountId, owner.AccountId.Length > 0 ? "" : owner.EmailFolded, SavedSearch.HashOf(wish.Query));
        var known = await db.Set<SavedSearch>().SingleOrDefaultAsync(
            s => s.AccountId == account && s.EmailFolded == folded && s.TenantId == wish.TenantId && s.QueryHash == hash, stop);
        if (known is not null)
            return await CheckRoomAsync(known, stop) is { } none ? (null, none) : (known, null);
        if (await CheckRoomAsync(account, folded, stop) is { } full)
            return (null, full);
        var search = new SavedSearch
        {
            Mark = Ids.Random(),
            TenantId = wish.TenantId,
            AccountId = account,
            Email = account.Length > 0 ? "" : email,
            EmailFolded = folded,
            CreatedAt = clock.GetUtcNow(),
        };
        search.LookFor(wish.Query, search.CreatedAt);
        db.Add(search);
        return (search, null);
    }

    private async Task StoreAsync(SavedSearch search, long revision, CancellationToken stop)
    {
        search.Revision = revision;
        await db.SaveChangesAsync(stop);
    }
}
