using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Tests.Tenancy;

/// <summary>The wall between tenants in queries, and that it costs an index lookup, not a walk over everyone's rows.</summary>
public sealed class TenantFilterTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_query_of_a_tenant_compares_the_tenant_column_alone_so_that_an_index_serves(string database)
    {
        var site = await sites.OnAsync(database);
        await using var portal = site.Enter();

        var sql = portal.Db.Set<Role>().Where(role => role.Name == "Editor").ToQueryString().Replace("\"", "", StringComparison.Ordinal);

        Assert.Contains("tenant_id = @", sql, StringComparison.Ordinal);
        Assert.DoesNotContain(" OR ", sql, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_host_sees_the_rows_of_all_and_a_tenant_its_own_whichever_asks_first(string database)
    {
        var site = await sites.OnAsync(database);
        var kerlann = await site.AddTenantAsync("kerlann-" + database.ToLowerInvariant());
        var sizun = await site.AddTenantAsync("sizun-" + database.ToLowerInvariant());
        foreach (var tenant in (Tenant[])[kerlann, sizun])
        {
            await using var scope = site.Enter(tenant.Hosts[0]);
            scope.Db.Add(new Role { TenantId = tenant.Id, Name = "Phare-" + database });
            await scope.Db.SaveChangesAsync();
        }

        for (var twice = 0; twice < 2; twice++)
        {
            Assert.Equal([kerlann.Id], await TenantsOfRoleAsync(site.Enter(kerlann.Hosts[0]), database));
            Assert.Equal([kerlann.Id, sizun.Id], await TenantsOfRoleAsync(TenantScope.EnterHost(site.Services), database));
            Assert.Equal([sizun.Id], await TenantsOfRoleAsync(site.Enter(sizun.Hosts[0]), database));
        }
    }

    private static async Task<List<int>> TenantsOfRoleAsync(TenantScope scope, string database)
    {
        await using (scope)
            return await scope.Db.Set<Role>().Where(role => role.Name == "Phare-" + database).Select(role => role.TenantId).Order().ToListAsync();
    }
}
