using System.Net;
using System.Text.Json;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Tests.Consultations;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Searching;

/// <summary>One box over the whole site, and never a word of what its visitor may not read.</summary>
public sealed class SiteSearchTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_visitor_types_a_word_in_the_header_of_any_page_and_reads_what_was_found(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, $"Réfection de la zinguerie{database} de l’école");
        await FoundAsync(site.Visit(), $"zinguerie{database}", "1 résultat");

        foreach (var at in new[] { site.Visit(), site.Visit(host) })
        {
            var page = await (await at.GetAsync("/")).Form("Chercher sur le site").Fill("Rechercher sur le site", $"zinguerie{database}").SubmitAsync();

            page.ShouldBe(HttpStatusCode.OK).ShouldShow("1 résultat", "Consultations", "Date limite : mercredi 31 mars 2027 à 12 h 00", "Commune de");
            Assert.Contains($"<mark>zinguerie{database}</mark>", page.Source, StringComparison.Ordinal);
            Assert.EndsWith($"/marches/{reference}", (await page.FollowAsync($"Réfection de la zinguerie{database} de l’école")).Url.AbsolutePath, StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Drafts_and_what_another_site_shows_are_neither_found_nor_counted_nor_proposed(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        var (_, other) = await site.AtWorkAsync();
        await Acheteur.DraftAsync(client, $"Quincaillerie{database} secrète");
        await Acheteur.PublishedAsync(client, $"Bardage{database} de la halle");
        await FoundAsync(site.Visit(host), $"bardage{database}", "1 résultat");

        await NothingAsync(site.Visit(other), $"bardage{database}");
        foreach (var visitor in new[] { site.Visit(), site.Visit(host), site.Visit(other), client })
            await NothingAsync(visitor, $"quincaillerie{database}");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_site_that_is_closed_takes_its_words_with_it_at_once_and_brings_them_back(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, $"Charpente{database} du préau");
        await FoundAsync(site.Visit(), $"charpente{database}", "1 résultat");
        var tenants = site.Services.GetRequiredService<TenantRegister>();

        await tenants.SetStateAsync(site.TenantOf(host).Id, TenantState.Disabled);
        await NothingAsync(site.Visit(), $"charpente{database}");
        await tenants.SetStateAsync(site.TenantOf(host).Id, TenantState.Running);

        await FoundAsync(site.Visit(), $"charpente{database}", "1 résultat");
        Assert.Equal([$"charpente{database.ToLowerInvariant()}"], (await WordsAsync(site.Visit(), $"charpente{database[..2]}")).Select(word => word.ToLowerInvariant()));
    }

    [Fact]
    public async Task A_word_with_a_typing_error_is_put_right_and_one_that_is_begun_is_ended()
    {
        await using var site = await SiteFixture.StartAsync();
        var (client, _) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "Étanchéité de la médiathèque");
        var visitor = site.Visit();
        await FoundAsync(visitor, "médiathèque", "1 résultat");

        var page = (await visitor.GetAsync("/recherche?q=mediateque")).ShouldShow("Aucun résultat", "Vouliez-vous dire");
        (await page.FollowAsync("médiathèque")).ShouldShow("1 résultat", "Étanchéité");
        Assert.Equal(["école et médiathèque"], await WordsAsync(visitor, "école et média"));
        Assert.Empty(await WordsAsync(visitor, "m"));
        Assert.Empty(await WordsAsync(visitor, ""));
        Assert.Empty(await WordsAsync(visitor, new string('é', 1000)));
    }

    [Fact]
    public async Task What_people_typed_stays_text_and_what_cannot_be_searched_is_said()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        var (client, _) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "<b>Gras</b> & maigre");
        var visitor = site.Visit();
        await FoundAsync(visitor, "gras", "1 résultat");

        var page = (await visitor.GetAsync("/recherche?q=gras")).ShouldShow("<b>Gras</b> & maigre");
        Assert.DoesNotContain("<b>", page.Source, StringComparison.Ordinal);
        foreach (var odd in new[] { "<script>alert(1)</script>", "\"toiture", "a' OR 1=1--", "*:*", "((((", "tenant:1", "\0\u0007", new string('(', 1500) })
        {
            var answer = (await visitor.GetAsync("/recherche?q=" + Uri.EscapeDataString(odd))).ShouldBe(HttpStatusCode.OK);
            Assert.DoesNotContain("<script>alert", answer.Source, StringComparison.Ordinal);
        }

        (await visitor.GetAsync("/recherche?q=gras&genre=inconnu&p=-4")).ShouldShow("1 résultat");
        (await visitor.GetAsync("/recherche?q=gras&genre=consultations&p=400")).ShouldBe(HttpStatusCode.OK).ShouldShow("Rien à cette page");
        (await visitor.GetAsync("/recherche")).ShouldBe(HttpStatusCode.OK).ShouldShow("un mot suffit");
    }

    [Fact]
    public async Task More_than_a_few_are_paged_under_their_heading()
    {
        await using var site = await SiteFixture.StartAsync();
        var (client, _) = await site.AtWorkAsync();
        for (var i = 0; i < 6; i++)
            await Acheteur.PublishedAsync(client, $"Garniture numéro {i}");
        var visitor = site.Visit();

        var page = await FoundAsync(visitor, "garniture", "6 résultats");

        Assert.Equal(5, page.Document.QuerySelectorAll(".m-results > li").Length);
        page = await page.FollowAsync("Voir les 6 résultats : Consultations");
        Assert.Equal(6, page.Document.QuerySelectorAll(".m-results > li").Length);
        Assert.Contains("genre=consultations", page.Url.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_without_a_service_that_is_searched_has_no_box_and_no_page()
    {
        await using var site = await SiteFixture.StartAsync();
        var tenant = await site.AddTenantAsync("sansrecherche", "Sans recherche");
        var admin = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageFeatures");
        foreach (var service in new[] { "Marchés publics", "Contenus" })
            await (await admin.GetAsync("/admin/services")).Form("Désactiver " + service).SubmitAsync();

        (await site.Visit(tenant.Hosts[0]).GetAsync("/recherche?q=a")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit(tenant.Hosts[0]).GetAsync("/mentions-legales")).ShouldNotShow("Rechercher");
        (await site.Visit().GetAsync("/mentions-legales")).ShouldShow("Rechercher");
    }

    [Fact]
    public async Task While_there_is_no_index_the_search_says_so_and_the_site_goes_on()
    {
        using var cache = new TempFolder();
        Directory.CreateDirectory(cache["search"]);
        // Another process has the folder of indexes.
        using var held = new FileStream(cache["search/search.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        await using var site = await SiteFixture.StartAsync(new SiteOptions { ImpatientSearch = true, Settings = new Dictionary<string, string> { ["Megalis:CachePath"] = cache.Path } });
        var visitor = site.Visit();

        var page = (await visitor.GetAsync("/recherche?q=toiture")).ShouldBe(HttpStatusCode.ServiceUnavailable).ShouldShow("La recherche se prépare", "Mentions légales", "Marchés publics");
        Assert.Equal("10", page.Headers["Retry-After"]);
        Assert.Empty(await WordsAsync(visitor, "toi"));
        (await visitor.GetAsync("/recherche")).ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync("/")).ShouldBe(HttpStatusCode.OK);
        await held.DisposeAsync();

        await FoundAsync(visitor, "toiture", "Aucun résultat");
    }

    private static async Task NothingAsync(SiteClient visitor, string word)
    {
        var page = (await visitor.GetAsync("/recherche?q=" + word)).ShouldBe(HttpStatusCode.OK).ShouldShow("Aucun résultat");
        Assert.Empty(page.Document.QuerySelectorAll(".m-results > li, mark, .m-tag"));
        (await visitor.GetAsync($"/recherche?q={word}&genre=consultations")).ShouldShow("Aucun résultat");
        // One letter less: neither completed nor put right.
        (await visitor.GetAsync("/recherche?q=" + word.Remove(4, 1))).ShouldNotShow("Vouliez-vous dire");
        Assert.Empty(await WordsAsync(visitor, word[..^2]));
    }

    private static async Task<string[]> WordsAsync(SiteClient visitor, string typed) =>
        JsonSerializer.Deserialize<string[]>((await visitor.GetAsync("/recherche/mots?q=" + Uri.EscapeDataString(typed))).ShouldBe(HttpStatusCode.OK).Source)!;

    /// <summary>Waits until the index has heard of it.</summary>
    private static async Task<Page> FoundAsync(SiteClient visitor, string words, string sentence)
    {
        Page page = null!;
        await Eventually.TrueAsync(async () => (page = await visitor.GetAsync("/recherche?q=" + Uri.EscapeDataString(words))).Text.Contains(sentence, StringComparison.Ordinal));
        return page.ShouldBe(HttpStatusCode.OK).ShouldShow(sentence);
    }
}
