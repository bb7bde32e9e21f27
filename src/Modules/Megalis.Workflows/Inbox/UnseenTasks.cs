using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Inbox;

/// <param name="Whose">« pour le rôle Archives ».</param>
internal sealed record UnseenTask(string Id, string InstanceId, string Title, string About, string Whose, DateTimeOffset Since);

/// <param name="Oldest">The first few of <paramref name="Total"/>.</param>
internal sealed record Unseen(int Total, IReadOnlyList<UnseenTask> Oldest);

/// <summary>
/// Open tasks that stand in nobody's list: of a closed account, of a role that nobody holds, of a group that no module keeps. Who
/// may do everybody's tasks finds them, but nobody waits for them to look.
/// </summary>
internal sealed class UnseenTasks(MegalisDb db, Accounts accounts, Members members, TenantContext tenant, TaskPeople people, TaskWords words)
{
    private const int Shown = 5;

    public async Task<Unseen> ReadAsync(CancellationToken stop)
    {
        var lots = await Open.GroupBy(t => new { t.AccountId, t.Role, t.Group }).Select(g => new Lot(g.Key.AccountId, g.Key.Role, g.Key.Group, g.Count())).ToListAsync(stop);
        var closed = await accounts.ClosedAsync([.. lots.Where(l => l.Account.Length > 0).Select(l => l.Account)], stop);
        var lost = new List<Lot>();
        foreach (var lot in lots)
            if (lot.Account.Length > 0 ? closed.Contains(lot.Account) : !await IsHeldAsync(lot, stop))
                lost.Add(lot);
        return new Unseen(lost.Sum(l => l.Count), await OldestAsync(lost, stop));
    }

    /// <summary>What was taken or handed on goes back by itself when its holder leaves: it is not looked at here.</summary>
    private IQueryable<TaskRow> Open => db.Set<TaskRow>().AsNoTracking().Where(t => t.State == TaskState.Open && t.Move == 0);

    private async Task<bool> IsHeldAsync(Lot lot, CancellationToken stop) =>
        (lot.Group.Length > 0 && people.KnowGroups) || (lot.Role.Length > 0 && (await members.HoldersAsync(tenant.Tenant.Id, lot.Role, 1, stop)).Count > 0);

    private async Task<IReadOnlyList<UnseenTask>> OldestAsync(List<Lot> lost, CancellationToken stop)
    {
        var rows = new List<TaskRow>();
        foreach (var (account, role, group, _) in lost)
            rows.AddRange(await Open.Where(t => t.AccountId == account && t.Role == role && t.Group == group).OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Take(Shown).ToListAsync(stop));
        rows = [.. rows.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id, StringComparer.Ordinal).Take(Shown)];
        var instances = rows.Select(r => r.InstanceId).ToList();
        var titles = await db.Set<InstanceRow>().AsNoTracking().Where(i => instances.Contains(i.Id)).Select(i => new { i.Id, i.Title }).ToDictionaryAsync(i => i.Id, i => i.Title, stop);
        await words.LoadAsync(rows.Select(r => r.AccountId), stop);
        return [.. rows.Select(r => new UnseenTask(r.Id, r.InstanceId, r.Title, titles.GetValueOrDefault(r.InstanceId, ""), words.Whose(r.AccountId, r.Role, r.Group), r.CreatedAt))];
    }

    private sealed record Lot(string Account, string Role, string Group, int Count);
}
