using System.Net;
using Megalis.Testing;

namespace Megalis.Web.Tests;

/// <summary>Two nodes on one PostgreSQL: what is switched on one is seen on the other.</summary>
public sealed class NodesTests
{
    [Fact]
    public async Task A_service_switched_on_one_node_is_seen_on_the_other()
    {
        await using var one = await SiteFixture.StartAsync(BothDatabases.Postgres);
        var tenant = await one.AddTenantAsync("deuxnoeuds", "Deux nœuds");
        var other = await one.StartAnotherNodeAsync();
        Assert.True(await Eventually.TrueAsync(async () => (await other.Visit(tenant.Hosts[0]).GetAsync("/marches/passes")).Status == HttpStatusCode.OK));
        var admin = await one.SignInAsync(tenant.Hosts[0], "Anne", "ManageFeatures");

        (await (await admin.GetAsync("/admin/services")).Form("Désactiver Marchés publics").SubmitAsync()).ShouldShow("est désactivé");

        Assert.True(await Eventually.TrueAsync(async () => (await other.Visit(tenant.Hosts[0]).GetAsync("/marches/passes")).Status == HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_tenant_made_on_one_node_opens_on_the_other()
    {
        await using var one = await SiteFixture.StartAsync(BothDatabases.Postgres);
        var other = await one.StartAnotherNodeAsync();

        var tenant = await one.AddTenantAsync("nouvelle", "Commune nouvelle");

        Assert.True(await Eventually.TrueAsync(async () => (await other.Visit(tenant.Hosts[0]).GetAsync("/mentions-legales")).Text.Contains("Commune nouvelle", StringComparison.Ordinal)));
    }
}
