using System.Collections.Concurrent;

namespace Megalis.Testing;

/// <summary>
/// A site on each database, started when a test first asks for it and shared by the tests of a class:
/// <c>IClassFixture&lt;BothSites&gt;</c> and <c>await sites.OnAsync(database)</c>. Each test makes a tenant of its own.
/// </summary>
public sealed class BothSites : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SiteFixture>>> sites = new();

    public Task<SiteFixture> OnAsync(string database) =>
        sites.GetOrAdd(database, name => new(() => SiteFixture.StartAsync(name))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var site in sites.Values)
            await (await site.Value).DisposeAsync();
    }
}
