using System.Net;
using Megalis.Testing;

namespace Megalis.Web.Tests;

/// <summary>What a proxy that the configuration names is believed, and by what a visitor is counted.</summary>
public sealed class ForwardedTests : IAsyncLifetime
{
    private SiteFixture site = null!;

    public async Task InitializeAsync() =>
        site = await SiteFixture.StartAsync(new SiteOptions { Settings = new Dictionary<string, string> { ["Megalis:TrustedProxies"] = "127.0.0.1" } });

    public async Task DisposeAsync() => await site.DisposeAsync();

    [Fact]
    public async Task Another_host_name_at_each_post_does_not_pass_the_strict_limit()
    {
        var visitor = site.Visit();

        for (var i = 0; i < 60; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, await PostAsync(visitor, $"a{i}.localhost", $"2001:db8:1:2::{i:x}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(visitor, "b.localhost", "2001:db8:1:2:ffff::1"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await PostAsync(visitor, "b.localhost", "2001:db8:1:3::1"));
    }

    [Fact]
    public async Task A_trusted_proxy_tells_the_address_and_the_scheme_and_not_the_host()
    {
        await site.AddTenantAsync("transmis", "Commune de Transmis");
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Visit().Home, "/mentions-legales"));
        request.Headers.Add("X-Forwarded-Host", "transmis.localhost");

        (await site.Visit().SendAsync(request)).ShouldNotShow("Commune de Transmis");
    }

    [Fact]
    public async Task A_trusted_proxy_that_passes_the_name_in_the_wrong_header_is_said_once()
    {
        var visitor = site.Visit();
        foreach (var host in new[] { visitor.Home.Authority, "transmis.localhost", "autre.localhost" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(visitor.Home, "/mentions-legales"));
            request.Headers.Add("X-Forwarded-Host", host);
            await visitor.SendAsync(request);
        }

        Assert.Single(site.Log.Lines, line => line.Contains("proxy_set_header Host", StringComparison.Ordinal) && line.Contains("transmis.localhost", StringComparison.Ordinal));
        Assert.DoesNotContain(site.Log.Lines, line => line.Contains("autre.localhost", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> PostAsync(SiteClient visitor, string host, string from)
    {
        visitor.ComesFrom = from;
        return (await visitor.PostAsync($"http://{host}:{visitor.Home.Port}/connexion", new FormUrlEncodedContent([]))).Status;
    }
}
