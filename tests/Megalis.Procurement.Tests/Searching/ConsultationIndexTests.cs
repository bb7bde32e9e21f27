using Megalis.Kernel.Search;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Tests.Consultations;
using Megalis.Search.Contracts;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Searching;

/// <summary>What is published is found, by its words and its columns, on the portal and on its buyer's site.</summary>
public sealed class ConsultationIndexTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_published_consultation_is_found_with_what_a_list_shows_and_follows_its_changes(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        var word = $"zinguerie{database.ToLowerInvariant()}";
        await Acheteur.DraftAsync(client, $"Brouillon de {word}");
        var reference = await Acheteur.PublishedAsync(client, $"Réfection de la {word} de l’école");

        var hit = Assert.Single(await FoundAsync(site, "localhost", word, 1));
        Assert.Equal([reference], hit.Values[ConsultationIndex.Reference]);
        Assert.Equal(["Vannes"], hit.Values[ConsultationIndex.CommuneName]);
        Assert.Equal(["Procédure adaptée"], hit.Values[ConsultationIndex.ProcedureName]);
        foreach (var query in new[] { "departement:56", "commune:56260", "postal:56000", "nature:travaux", "procedure:procedure-adaptee", "etat:publiee", "limite:[2027-03-31 TO *]", "lieu:morbihan", $"numero:\"{reference}\"", "acheteur:commune" })
            Assert.True((await FoundAsync(site, host, $"{word} {query}", 1)).Count == 1, query);
        Assert.Empty(await FoundAsync(site, "localhost", $"{word} etat:annulee", 0));

        await (await client.GetAsync($"/achats/{reference}/sans-suite")).Form("Déclarer sans suite").Fill("Motif", "Le besoin a disparu.").SubmitAsync();

        Assert.Single(await FoundAsync(site, host, $"{word} etat:annulee", 1));
    }

    [Fact]
    public async Task Another_entite_s_site_does_not_find_it_and_after_a_restart_it_is_still_there()
    {
        await using var site = await SiteFixture.StartAsync();
        var (client, host) = await site.AtWorkAsync();
        var (_, other) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "Bardage de la halle");

        Assert.Single(await FoundAsync(site, host, "bardage", 1));
        Assert.Empty(await FoundAsync(site, other, "bardage", 0));

        await site.RestartAsync();

        Assert.Single(await FoundAsync(site, host, "bardage", 1));
    }

    /// <summary>Waits until so many are found.</summary>
    private static async Task<IReadOnlyList<SearchHit>> FoundAsync(SiteFixture site, string host, string query, int expected)
    {
        var indexes = site.Services.GetRequiredService<SearchIndexes>();
        IReadOnlyList<SearchHit> hits = [];
        await Eventually.TrueAsync(() =>
        {
            var answer = indexes.Find(ConsultationIndex.Name)?.Search(new SearchRequest
            {
                Text = query,
                Groups = [SearchGroups.OfSite(site.TenantOf(host))],
                Load = [ConsultationIndex.Reference, ConsultationIndex.CommuneName, ConsultationIndex.ProcedureName],
            });
            Assert.Null(answer?.Notice);
            hits = answer?.Hits ?? [];
            return Task.FromResult(answer is not null && hits.Count == expected);
        });
        return hits;
    }
}
