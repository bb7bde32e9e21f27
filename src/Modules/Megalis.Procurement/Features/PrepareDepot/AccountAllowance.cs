using Megalis.Kernel.Data;
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

    /// <summary>Whose bytes a preparation's are: its account's, even while nobody is signed in where it goes on; else those of the person of this request; empty when there is neither.</summary>
    public string AccountOf(Depot depot) => depot.AccountId.Length > 0 ? depot.AccountId : user.AccountId;

    /// <summary>Lets sendings of one account be weighed one after the other, until the open transaction ends.</summary>
    public static Task HoldAsync(MegalisDb db, string account) => account.Length > 0 ? db.HoldNameAsync($"depots/{account}") : Task.CompletedTask;

    /// <summary>What is left of it for an account; null for none: a visitor is counted by address.</summary>
    public async Task<long?> LeftAsync(string account, CancellationToken stop)
    {
        if (account.Length == 0)
            return null;
        await using var all = TenantScope.EnterHost(services);
        var lying = await all.Db.Set<Depot>().Where(d => d.AccountId == account).SelectMany(d => d.Files).SumAsync(f => f.Length, stop);
        return (options.Value.AccountUnfinishedMegabytes * Megabyte) - lying;
    }
}
