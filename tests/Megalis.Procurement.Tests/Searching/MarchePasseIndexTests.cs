using Megalis.Kernel.Search;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Tests.Decp;
using Megalis.Search.Contracts;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Searching;

public sealed class MarchePasseIndexTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Imported_contracts_are_found_by_words_places_amounts_and_titulaires_on_the_portal_and_by_their_buyer(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var buyer = await site.AddTenantAsync("theix", "Theix-Noyalo", siren: "212601983");
        var other = await site.AddTenantAsync("autre", "Autre", siren: "213500051");
        var result = await Verb.RunAsync(site, "decp import", [_folder.Write("decp.json", DecpSamples.File2019(DecpSamples.Of2019)), "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));

        foreach (var query in new[] { "toiture", "cpv:45", "cpv:4526", "montant:[4825050 TO 4825050]", "annee:2019", "titulaires:couvreurs", "titulaire-id:356000000", "acheteur-id:212601983" })
            Assert.True(await FindsAsync(site, SearchGroups.OfSite(site.TenantOf("localhost")), query, 1), query);
        Assert.True(await FindsAsync(site, SearchGroups.OfSite(buyer), "toiture", 1));
        Assert.True(await FindsAsync(site, SearchGroups.OfSite(other), "toiture", 0));

        // A second publication of the same contract: the newest speaks.
        var later = DecpSamples.Of2019.Replace("toiture", "zinguerie", StringComparison.Ordinal).Replace("2019-03-01", "2019-04-01", StringComparison.Ordinal);
        await Verb.RunAsync(site, "decp import", [_folder.Write("encore.json", DecpSamples.File2019(later)), "--json"]);

        Assert.True(await FindsAsync(site, SearchGroups.OfSite(buyer), "zinguerie", 1));
        Assert.True(await FindsAsync(site, SearchGroups.OfSite(buyer), "objet:toiture", 0));
    }

    private static Task<bool> FindsAsync(SiteFixture site, string group, string query, int expected) => Eventually.TrueAsync(() =>
        Task.FromResult(site.Services.GetRequiredService<SearchIndexes>().Find(MarchePasseIndex.Name)?.Search(new SearchRequest { Text = query, Groups = [group] }) is { Notice: null } answer && answer.Total == expected));
}
