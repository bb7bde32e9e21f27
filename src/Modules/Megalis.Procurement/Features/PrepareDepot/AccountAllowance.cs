using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>
/// What an account may leave on the disk in answers that it has not handed in, with all buyers together: accounts are free, and
/// a disk that one of them filled before a deadline would keep everybody else from answering.
/// </summary>
internal sealed class AccountAllowance(CurrentUser user, IServiceProvider services, IOptions<DepotOptions> options)
{
    private const long Megabyte = 1_000_000;

    /// <summary>What is left of it for the person of this request; null when nobody is signed in, who is counted by address.</summary>
    public async Task<long?> LeftAsync(CancellationToken stop)
    {
        if (!user.IsSignedIn)
            return null;
        var account = user.AccountId;
        await using var all = TenantScope.EnterHost(services);
        var lying = await all.Db.Set<Depot>().Where(d => d.AccountId == account).SelectMany(d => d.Files).SumAsync(f => f.Length, stop);
        return (options.Value.AccountUnfinishedMegabytes * Megabyte) - lying;
    }
}
