using Megalis.Kernel.Queue;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Searching;

internal static class Indexed
{
    /// <summary>What was published so far is found: a test does not wait for the second that the index may take.</summary>
    public static async Task WhenIndexedAsync(this SiteFixture site)
    {
        var indexes = site.Services.GetRequiredService<SearchIndexes>();
        Assert.True(await Eventually.TrueAsync(async () =>
        {
            await using var scope = site.Enter("localhost");
            return indexes.Find(ConsultationIndex.Name) is { } index && !await scope.Services.GetRequiredService<ChangeLog>().GoesBeyondAsync(index.Position);
        }));
    }
}
