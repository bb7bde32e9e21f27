using System.Text.Json.Nodes;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Tests.Queue;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Tenants;

public sealed class TenantStoreTests
{
    [Theory]
    [InlineData("kerlann.localhost", 5080, "exact")]
    [InlineData("kerlann.localhost", 80, "host")]
    [InlineData("KERLANN.localhost", null, "host")]
    [InlineData("www.mairie.bzh", null, "star")]
    [InlineData("a.b.mairie.bzh", null, "star")]
    [InlineData("deep.b.example.bzh", null, "deep")]
    [InlineData("mairie.bzh", null, "Default")]
    [InlineData("elsewhere.example", null, "Default")]
    public void A_host_finds_its_tenant_in_Orchards_order(string host, int? port, string expected)
    {
        var table = new TenantTable(
        [
            OfRow(1, "Default", ""), OfRow(2, "host", "kerlann.localhost"), OfRow(3, "exact", "kerlann.localhost:5080"),
            OfRow(4, "star", "*.mairie.bzh"), OfRow(5, "deep", "*.b.example.bzh"), OfRow(6, "wide", "*.example.bzh"),
        ]);

        Assert.Equal(expected, table.Match(host, port)!.Name);
    }

    [Fact]
    public async Task A_change_on_one_node_is_seen_by_the_other_and_by_a_prefix_too()
    {
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres);
        await using var second = await first.StartSecondNodeAsync();
        await second.RunWorkersAsync();
        var kerlann = await first.AddTenantAsync("kerlann");

        await WorkersTests.UntilAsync(() => Task.FromResult(second.Tenants.Find("kerlann") is not null));
        Assert.False(second.Tenants.Find("kerlann")!.Has("Tests.Optional"));
        await using (var scope = first.EnterHost())
            await first.Tenants.ChangeAsync(scope.Db, kerlann.Id, row =>
            {
                row.Features = "Tests.Optional";
                row.UrlPrefix = "kerlann";
            });

        Assert.True(first.Tenants.Find("kerlann")!.Has("Tests.Optional"));
        await WorkersTests.UntilAsync(() => Task.FromResult(second.Tenants.Find("kerlann")!.Has("Tests.Optional")), seconds: 5);
        Assert.Equal("kerlann", second.Tenants.MatchPrefix("kerlann")!.Name);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Settings_that_several_people_change_at_a_time_are_all_kept(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");
        var register = host.Services.GetRequiredService<TenantRegister>();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => register.ChangeSettingsAsync(kerlann.Id, new JsonObject { [$"Group{i}"] = i })));

        var settings = host.Tenants.Find("kerlann")!.AllSettings();
        Assert.All(Enumerable.Range(0, 12), i => Assert.Equal(i, (int?)settings[$"Group{i}"]));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_change_that_is_rolled_back_is_seen_by_nobody(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");
        await using (var scope = host.EnterHost())
            await Assert.ThrowsAsync<TimeoutException>(() => scope.Db.TransactAsync(async () =>
            {
                await host.Tenants.ChangeAsync(scope.Db, kerlann.Id, row => row.DisplayName = "Other");
                throw new TimeoutException();
            }));
        await host.Tenants.RefreshAsync();

        Assert.Equal("kerlann", host.Tenants.Find(kerlann.Id)!.DisplayName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Changes_side_by_side_are_all_read_whatever_the_order_of_their_commits(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var tenants = new List<Tenant>();
        for (var i = 0; i < 20; i++)
            tenants.Add(await host.AddTenantAsync($"tenant-{i}"));

        await Task.WhenAll(tenants.Select(tenant => Task.Run(async () =>
        {
            await using var scope = host.EnterHost();
            await host.Tenants.ChangeAsync(scope.Db, tenant.Id, row => row.DisplayName = "changed");
        })));
        await host.Tenants.RefreshAsync();

        Assert.All(tenants, t => Assert.Equal("changed", host.Tenants.Find(t.Id)!.DisplayName));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_tenant_is_inserted_with_the_job_that_sets_it_up_or_not_at_all(string database)
    {
        await using var host = await KernelHost.StartAsync(database, services => services.AddJob<SetUpTenant, NoSetUp>());
        var register = host.Services.GetRequiredService<TenantRegister>();
        NewTenant Wanted(string name, string hostName) => new(name, name, [hostName], "", "collectivite");

        Assert.Null(await register.AddAsync(Wanted("kerlann", "kerlann.localhost")));
        Assert.NotNull(await register.AddAsync(Wanted("other", "kerlann.localhost")));
        Assert.NotNull(await register.AddAsync(Wanted("kerlann", "new.localhost")));
        Assert.NotNull(await register.AddAsync(Wanted("../etc", "new.localhost")));
        foreach (var portal in new[] { "localhost", "LOCALHOST:8443" })
            Assert.Contains("celui du portail", (await register.AddAsync(Wanted("thief", portal)))!.ToString(), StringComparison.Ordinal);

        await using var scope = host.EnterHost();
        Assert.Equal(1, await scope.Db.Set<TenantRow>().CountAsync(t => t.State == TenantState.Initializing));
        Assert.Equal(host.Tenants.Default.Id, Assert.Single(await host.QueueAsync()).TenantId);
    }

    private static Tenant OfRow(int id, string name, string hosts) => new(new TenantRow { Id = id, Name = name, Hosts = hosts }, new HashSet<string>());

    private sealed class NoSetUp : Megalis.Kernel.Queue.IHandle<SetUpTenant>
    {
        public Task HandleAsync(SetUpTenant payload, CancellationToken stop) => Task.CompletedTask;
    }
}
