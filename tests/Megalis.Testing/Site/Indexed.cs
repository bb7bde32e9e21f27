using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Search.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Testing;

/// <summary>What was published is found within a second, not at once: tests that are not about this second wait for it.</summary>
public static class Indexed
{
    private static readonly string[] SearchingPages = ["/marches", "/recherche", "/api/v1/consultations", "/api/queries", "/admin/recherche/requetes"];

    /// <summary>Every index of this node has seen what is committed. Fails after 10 seconds.</summary>
    public static async Task WhenIndexedAsync(this SiteFixture site)
    {
        var indexes = site.Services.GetRequiredService<SearchIndexes>();
        Assert.True(
            await Eventually.TrueAsync(async () =>
            {
                await using var scope = TenantScope.EnterHost(site.Services);
                var log = scope.Services.GetRequiredService<ChangeLog>();
                foreach (var state in indexes.States)
                    if (!state.IsReady || await log.GoesBeyondAsync(state.Position))
                        return false;
                return true;
            }),
            $"An index does not follow: {string.Join(", ", indexes.States)}\n{site.Log.Problems}");
    }

    internal static bool Searches(HttpMethod method, Uri url) =>
        method == HttpMethod.Get && SearchingPages.Any(page => url.AbsolutePath.StartsWith(page, StringComparison.Ordinal));
}
