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
            var log = scope.Services.GetRequiredService<ChangeLog>();
            foreach (var name in new[] { ConsultationIndex.Name, MarchePasseIndex.Name })
                if (indexes.Find(name) is not { } index || await log.GoesBeyondAsync(index.Position))
                    return false;
            return true;
        }));
    }
}
