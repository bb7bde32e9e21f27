using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Search.Contracts;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.News.Tests;

/// <summary>What a site publishes is found there, by nobody else, and not before nor after.</summary>
public sealed class ContentIndexTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_news_is_found_on_its_own_site_with_its_address_as_it_is_published(string database)
    {
        var site = await sites.OnAsync(database);
        var (here, there) = (await site.NewSiteAsync(), await site.NewSiteAsync());
        await site.SaveDraftAsync(here, "Confidentiel", "Le lavoir rouvrira.");
        var id = await site.PublishAsync(here, "Le lavoir", "Il **rouvre** samedi, dit [la mairie](/mairie).");
        await site.PublishAsync(here, "Laver son linge", "Au lavoir.", "Guide");
        await site.PublishAsync(there, "Une halle", "Sans rapport.");

        var found = await FoundAsync(site, here, "lavoir", 2);
        Assert.Equal(["/actualites/le-lavoir", "/guides/laver-son-linge"], found.Select(hit => hit.Values[ContentIndex.Path][0]));
        Assert.Equal(["Actualités"], found[0].Values[ContentIndex.SectionName]);
        Assert.Equal(["Il rouvre samedi, dit la mairie."], found[0].Values[ContentIndex.Body]);
        Assert.Single(await FoundAsync(site, here, "lavoir type:guide", 1));
        Assert.Empty(await FoundAsync(site, there, "lavoir", 0));

        await site.ChangeAsync(here, id, "Il ferme.");
        Assert.Empty(await FoundAsync(site, here, "rouvre", 0));
        await using (var scope = site.Enter(here))
            Assert.Empty(await scope.Services.GetRequiredService<ContentStore>().UnpublishAsync(id, ContentAuthor.System));
        Assert.Equal(["Laver son linge"], (await FoundAsync(site, here, "lavoir", 1)).Select(hit => hit.Values[ContentIndex.Title][0]));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_site_that_is_closed_is_found_no_more_and_again_when_it_is_opened(string database)
    {
        var site = await sites.OnAsync(database);
        var host = await site.NewSiteAsync();
        var tenant = site.TenantOf(host);
        await site.PublishAsync(host, "Le moulin");
        Assert.Single(await FoundAsync(site, tenant, "moulin", 1));

        var register = site.Services.GetRequiredService<TenantRegister>();
        await register.SetStateAsync(tenant.Id, TenantState.Disabled);
        Assert.Empty(await FoundAsync(site, tenant, "moulin", 0));

        await register.SetStateAsync(tenant.Id, TenantState.Running);
        Assert.Single(await FoundAsync(site, tenant, "moulin", 1));
    }

    private static Task<IReadOnlyList<SearchHit>> FoundAsync(SiteFixture site, string host, string query, int expected) => FoundAsync(site, site.TenantOf(host), query, expected);

    /// <summary>Waits until so many are found.</summary>
    private static async Task<IReadOnlyList<SearchHit>> FoundAsync(SiteFixture site, Tenant tenant, string query, int expected)
    {
        IReadOnlyList<SearchHit> hits = [];
        await Eventually.TrueAsync(() =>
        {
            var answer = site.Services.GetRequiredService<SearchIndexes>().Find(ContentIndex.Name)?.Search(new SearchRequest
            {
                Text = query,
                Groups = [SearchGroups.OfSite(tenant)],
                Load = [ContentIndex.Title, ContentIndex.Body, ContentIndex.Path, ContentIndex.SectionName],
            });
            hits = answer?.Hits ?? [];
            return Task.FromResult(answer is not null && hits.Count == expected);
        });
        return hits;
    }
}
