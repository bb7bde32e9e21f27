using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Http;

/// <summary>What is kept of a tenant between requests, and what is not.</summary>
public sealed class PublicMemoryTests : IAsyncLifetime
{
    private KernelHost _host = null!;
    private int _read;

    public async Task InitializeAsync() => _host = await KernelHost.StartAsync(BothDatabases.Sqlite);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task It_is_read_once_until_something_public_of_the_tenant_changes()
    {
        var other = await _host.AddTenantAsync("autre");
        Assert.Equal(["1", "1"], [await AskAsync(), await AskAsync()]);

        await ChangeAsync(other);
        Assert.Equal("1", await AskAsync());
        await ChangeAsync(_host.Tenants.Default);

        Assert.Equal(["2", "2"], [await AskAsync(), await AskAsync()]);
    }

    [Fact]
    public async Task Each_tenant_and_each_key_has_its_own()
    {
        var other = await _host.AddTenantAsync("autre");

        Assert.Equal(["1", "2", "3"], [await AskAsync(), await AskAsync(other), await AskAsync(key: "rights")]);
        Assert.Equal(["1", "2", "3"], [await AskAsync(), await AskAsync(other), await AskAsync(key: "rights")]);
    }

    [Fact]
    public async Task What_a_transaction_sees_before_its_end_is_kept_for_nobody()
    {
        await using (var scope = _host.Enter())
        {
            await using var transaction = await scope.Db.Database.BeginTransactionAsync();
            Assert.Equal("1", await AskAsync(scope));
            Assert.Equal("2", await AskAsync(scope));
            await transaction.RollbackAsync();
        }

        Assert.Equal("3", await AskAsync());
    }

    [Fact]
    public async Task A_change_that_is_taken_back_changes_nothing()
    {
        await AskAsync();
        await using (var scope = _host.Enter())
        {
            await using var transaction = await scope.Db.Database.BeginTransactionAsync();
            scope.Services.GetRequiredService<ChangeLog>().Add(ChangeKinds.Role, "Anonymous");
            await scope.Db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        Assert.Equal("1", await AskAsync());
    }

    private async Task ChangeAsync(Tenant tenant)
    {
        await using var scope = _host.Enter(tenant);
        scope.Services.GetRequiredService<ChangeLog>().Add(ChangeKinds.Role, "Anonymous");
        await scope.Db.SaveChangesAsync();
    }

    private async Task<string> AskAsync(Tenant? tenant = null, string key = "menu")
    {
        await using var scope = _host.Enter(tenant);
        return await AskAsync(scope, key);
    }

    private async Task<string> AskAsync(TenantScope scope, string key = "menu") =>
        await scope.Services.GetRequiredService<PublicMemory>().GetAsync(key, () => Task.FromResult((++_read).ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
