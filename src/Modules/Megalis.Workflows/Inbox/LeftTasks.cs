using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Inbox;

/// <summary>What people left behind in any tenant. A joined scope writes it: the caller's transaction commits it.</summary>
internal sealed class LeftTasks(MegalisDb db, TenantStore tenants, IServiceProvider services)
{
    private const int Most = 500;

    /// <summary>Whose seat ended, or whose role was lost, without anybody saying so: by a recipe, or in a module's groups.</summary>
    public async Task PutBackAsync(CancellationToken stop)
    {
        await using var host = TenantScope.EnterHost(services);
        var (tasks, moves, seats) = (host.Db.Set<TaskRow>(), host.Db.Set<TaskMoveRow>(), host.Db.Set<Membership>());
        var left = await tasks.Where(t => t.State == TaskState.Open && t.Move > 0 && t.AccountId != ""
                && (!seats.Any(s => s.AccountId == t.AccountId && s.TenantId == t.TenantId)
                    || moves.Any(m => m.TaskId == t.Id && m.Number == t.Move && m.Kind == TaskMoveKind.Taken
                        && !seats.Any(s => s.AccountId == t.AccountId && s.TenantId == t.TenantId && m.FromRole != "" && (";" + s.Roles + ";").Contains(";" + m.FromRole + ";")))))
            .Select(t => new { t.TenantId, t.AccountId }).Distinct().OrderBy(x => x.TenantId).ThenBy(x => x.AccountId).Take(Most).ToListAsync(stop);
        foreach (var (tenant, account) in left.Select(x => (x.TenantId, x.AccountId)))
            await InAsync(tenant, account, hasLeft: false, stop);
    }

    /// <summary>All that somebody has whose account is closed.</summary>
    public async Task PutBackAsync(string accountId, CancellationToken stop)
    {
        List<int> where;
        await using (var host = TenantScope.EnterHost(services))
            where = await host.Db.Set<TaskRow>().Where(t => t.State == TaskState.Open && t.Move > 0 && t.AccountId == accountId).Select(t => t.TenantId).Distinct().Order().ToListAsync(stop);
        foreach (var tenant in where)
            await InAsync(tenant, accountId, hasLeft: true, stop);
    }

    private async Task InAsync(int tenantId, string accountId, bool hasLeft, CancellationToken stop)
    {
        if (tenants.Find(tenantId) is not { } tenant)
            return;
        await using var scope = await TenantScope.JoinAsync(services, tenant, db, stop);
        await scope.Services.GetRequiredService<TaskReturns>().PutBackAsync(accountId, hasLeft, stop);
    }
}

/// <summary>Tasks of people who are not there any more, in all tenants.</summary>
[QueueKind("workflows.put-back-tasks.v1", Label = "Retour des tâches de personnes parties")]
internal sealed record PutBackTasks;

internal sealed class PutBackTasksHandler(LeftTasks left) : IHandle<PutBackTasks>
{
    public Task HandleAsync(PutBackTasks payload, CancellationToken stop) => left.PutBackAsync(stop);
}

internal sealed class OnAccountDisabled(LeftTasks left) : IHandle<AccountDisabled>
{
    public Task HandleAsync(AccountDisabled payload, CancellationToken stop) => left.PutBackAsync(payload.AccountId, stop);
}

internal sealed class OnSeatChanged(TaskReturns returns) : IHandle<SeatChanged>
{
    public Task HandleAsync(SeatChanged payload, CancellationToken stop) => returns.PutBackAsync(payload.AccountId, hasLeft: false, stop);
}
