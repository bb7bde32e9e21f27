using System.Net;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Web.Tests;

/// <summary>What a tenant answers that is not simply running.</summary>
public sealed class TenantAnswersTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_tenant_that_is_being_set_up_asks_to_come_back()
    {
        var tenant = await site.AddTenantAsync("prepare", "Commune en préparation");
        await site.Services.GetRequiredService<TenantRegister>().SetStateAsync(tenant.Id, TenantState.Initializing);

        var page = await site.Visit(tenant.Hosts[0]).GetAsync("/");

        page.ShouldBe(HttpStatusCode.ServiceUnavailable).ShouldShow("en cours de préparation");
        Assert.Equal("10", page.Headers["Retry-After"]);
    }

    [Fact]
    public async Task A_prefix_is_only_ever_redirected_to_the_host_name()
    {
        var tenant = await site.AddTenantAsync("prefixe", "Commune au préfixe");
        await using (var scope = TenantScope.EnterHost(site.Services))
            await site.Services.GetRequiredService<TenantStore>().ChangeAsync(scope.Db, tenant.Id, row => row.UrlPrefix = "ancien");
        var visitor = site.Visit();
        visitor.FollowRedirects = false;

        var page = await visitor.GetAsync("/ancien/actualites?p=2");

        Assert.Equal(HttpStatusCode.PermanentRedirect, page.Status);
        Assert.Equal($"http://prefixe.localhost:{site.Address.Port}/actualites?p=2", page.Headers["Location"]);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var page = await site.Visit().GetAsync("/mentions-legales");

        Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.DoesNotContain("<script>", page.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("style=\"", page.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarded_headers_of_anybody_are_not_believed()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Visit().Home, "/bureau"));
        request.Headers.Add("X-Forwarded-Host", "pirate.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        var visitor = site.Visit();
        visitor.FollowRedirects = false;

        Assert.DoesNotContain("pirate.example", (await visitor.SendAsync(request)).Headers["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_protection_keys_lie_in_the_database()
    {
        await site.Visit().GetAsync("/connexion");
        await using var scope = TenantScope.EnterHost(site.Services);

        Assert.True(await scope.Db.Set<Kernel.Security.KeyRow>().AnyAsync(k => k.Name.StartsWith("key-")));
    }
}
