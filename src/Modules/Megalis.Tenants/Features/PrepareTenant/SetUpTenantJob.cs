using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;

namespace Megalis.Tenants.Features.PrepareTenant;

/// <summary>Sets a tenant up in the transaction that takes its row off the queue: a process that dies leaves both or neither.</summary>
internal sealed class SetUpTenantJob(IServiceProvider services, MegalisDb db) : IHandle<SetUpTenant>
{
    public Task HandleAsync(SetUpTenant payload, CancellationToken stop) => TenantSetup.RunAsync(services, db, payload.TenantId, stop);
}
