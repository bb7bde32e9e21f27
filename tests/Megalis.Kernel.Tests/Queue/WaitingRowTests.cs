using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;

namespace Megalis.Kernel.Tests.Queue;

public sealed class WaitingRowTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Work_of_a_switched_off_feature_waits_and_goes_on_when_it_is_on_again(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann", "Tests.Optional");
        await host.EnqueueAsync(outbox => outbox.Add(new OptionalNote("patient")), kerlann);
        await ChangeAsync(host, kerlann, row => row.Features = "");

        await host.DrainAsync();
        Assert.Equal(QueueState.Waiting, Assert.Single(await host.QueueAsync()).State);

        await ChangeAsync(host, kerlann, row => row.Features = "Tests.Optional");
        await host.DrainAsync();
        Assert.Empty(await host.QueueAsync());
        Assert.Equal(["patient"], await DatabaseRowTests.NotesAsync(host, host.Tenants.Find(kerlann.Id)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_feature_that_is_off_gets_no_rows_at_all(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");

        await host.EnqueueAsync(outbox => outbox.Add(new OptionalNote("nobody")), kerlann);

        Assert.Empty(await host.QueueAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Work_of_a_closed_tenant_waits(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("later")), kerlann);
        await ChangeAsync(host, kerlann, row => row.State = TenantState.Disabled);

        Assert.Equal(0, (await host.DrainAsync()).Done);

        await ChangeAsync(host, kerlann, row => row.State = TenantState.Running);
        Assert.Equal(1, (await host.DrainAsync()).Done);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_kind_that_no_module_knows_waits_without_harm(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await host.EnqueueAsync(outbox => outbox.Add(new AddNote("x")));
        await host.TamperAsync("update queue_row set kind = 'removed.module.v1'");

        await host.DrainAsync();
        Assert.Equal((QueueState.Waiting, 0), (Assert.Single(await host.QueueAsync()).State, (await host.QueueAsync())[0].Attempts));

        await host.TamperAsync("update queue_row set kind = 'tests.note.v1'");
        await host.DrainAsync();
        Assert.Empty(await host.QueueAsync());
    }

    private static async Task ChangeAsync(KernelHost host, Tenant tenant, Action<TenantRow> change)
    {
        await using var scope = host.EnterHost();
        await host.Tenants.ChangeAsync(scope.Db, tenant.Id, change);
    }
}
