using Megalis.Alerts.Domain;
using Megalis.Users.Contracts;

namespace Megalis.Alerts.Data;

/// <summary>Where the owner of a search is written to: the address of their account as it is today, or the one that said yes.</summary>
internal sealed class Recipients(Accounts accounts)
{
    /// <summary>By <see cref="SavedSearch.OwnerKey"/>; owners who are no more are missing.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AddressesAsync(IEnumerable<SavedSearch> searches, CancellationToken stop)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var search in searches)
            if (search.IsOfAccount)
                ids.Add(search.AccountId);
            else
                addresses[search.OwnerKey] = search.Email;
        foreach (var some in ids.Chunk(500))
            foreach (var (id, card) in await accounts.FindAsync(some, stop))
                if (!card.IsErased)
                    addresses["a:" + id] = card.Email;
        return addresses;
    }
}
