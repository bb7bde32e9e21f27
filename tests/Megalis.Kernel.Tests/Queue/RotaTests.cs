using Megalis.Kernel.Queue;

namespace Megalis.Kernel.Tests.Queue;

public sealed class RotaTests
{
    [Fact]
    public void Tenants_take_turns()
    {
        var rota = new Rota(perTenant: 10);
        rota.Add(1);
        rota.Add(2);
        rota.Add(3);
        rota.Add(2);

        Assert.Equal([1, 2, 3, 1, 2], Enumerable.Range(0, 5).Select(_ => rota.Take()!.Value.Tenant));
    }

    [Fact]
    public void A_tenant_at_its_cap_lets_the_others_pass()
    {
        var rota = new Rota(perTenant: 1);
        rota.Add(1);
        rota.Add(2);
        var first = rota.Take()!.Value;
        var second = rota.Take()!.Value;

        Assert.Null(rota.Take());
        rota.Release(first, found: true);
        Assert.Equal(first.Tenant, rota.Take()!.Value.Tenant);
        Assert.Null(rota.Take());
        rota.Release(second, found: false);
        Assert.Null(rota.Take());
    }

    [Fact]
    public void A_tenant_without_work_leaves_unless_news_came_while_it_was_looked_at()
    {
        var rota = new Rota(perTenant: 2);
        rota.Add(1);
        var turn = rota.Take()!.Value;
        rota.Add(1);
        rota.Release(turn, found: false);
        turn = rota.Take()!.Value;
        rota.Release(turn, found: false);

        Assert.Null(rota.Take());
    }
}
