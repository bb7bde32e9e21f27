using System.Net;
using Megalis.Kernel.Content.Storage;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.News.Tests;

/// <summary>What a site publishes, in the box of its header.</summary>
public sealed class SiteSearchTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task News_guides_and_pages_stand_under_their_headings_with_a_piece_of_their_text(string database)
    {
        var site = await sites.OnAsync(database);
        var host = await site.NewSiteAsync();
        await site.PublishAsync(host, "Le lavoir rouvre", "Il rouvre **samedi**, dit la mairie.");
        await site.PublishAsync(host, "Laver son linge", "Au lavoir, le matin.", "Guide");
        await site.PublishAsync(host, "Histoire du village", "Le lavoir date de 1850.", "Page");
        var visitor = site.Visit(host);

        var page = await FoundAsync(visitor, "lavoir", "3 résultats");

        page.ShouldShow("Actualités", "Guides", "Pages", "Le lavoir rouvre", "Il rouvre samedi, dit la mairie.");
        Assert.Contains("Le <mark>lavoir</mark> date de 1850.", page.Source, StringComparison.Ordinal);
        (await page.FollowAsync("Laver son linge")).ShouldBe(HttpStatusCode.OK).ShouldShow("Au lavoir, le matin.");
        (await page.FollowAsync("Guides (1)")).ShouldShow("Laver son linge").ShouldNotShow("Histoire du village");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_draft_a_withdrawn_item_and_another_site_s_leave_no_word(string database)
    {
        var site = await sites.OnAsync(database);
        var (here, there) = (await site.NewSiteAsync(), await site.NewSiteAsync());
        await site.SaveDraftAsync(here, "Zirconium confidentiel", "Pas encore.");
        var id = await site.PublishAsync(here, "Obsidienne", "Une obsidienne trouvée au bourg.");
        var visitor = site.Visit(here);
        await FoundAsync(visitor, "obsidienne", "1 résultat");
        foreach (var other in new[] { site.Visit(there), site.Visit() })
            await NothingAsync(other, "obsidienne");
        await NothingAsync(visitor, "zirconium");

        await using (var scope = site.Enter(here))
            Assert.Empty(await scope.Services.GetRequiredService<ContentStore>().UnpublishAsync(id, ContentAuthor.System));

        await FoundAsync(visitor, "obsidienne", "Aucun résultat");
        await NothingAsync(visitor, "obsidienne");
    }

    private static async Task NothingAsync(SiteClient visitor, string word)
    {
        var page = (await visitor.GetAsync("/recherche?q=" + word)).ShouldBe(HttpStatusCode.OK).ShouldShow("Aucun résultat");
        Assert.Empty(page.Document.QuerySelectorAll(".m-results > li, mark, .m-tag"));
        (await visitor.GetAsync("/recherche?q=" + word.Remove(3, 1))).ShouldNotShow("Vouliez-vous dire");
        Assert.Equal("[]", (await visitor.GetAsync("/recherche/mots?q=" + word[..^2])).Source);
    }

    /// <summary>Waits until the index has heard of it.</summary>
    private static async Task<Page> FoundAsync(SiteClient visitor, string words, string sentence)
    {
        Page page = null!;
        await Eventually.TrueAsync(async () => (page = await visitor.GetAsync("/recherche?q=" + words)).Text.Contains(sentence, StringComparison.Ordinal));
        return page.ShouldBe(HttpStatusCode.OK).ShouldShow(sentence);
    }
}
