using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Tests.Consultations;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Searching;

/// <summary>The search page as a craftsman uses it, on an index fed by real publications.</summary>
public sealed class SearchPageTests(SearchedSite searched) : IClassFixture<SearchedSite>
{
    private SiteFixture Site => searched.Site;

    [Theory]
    [InlineData("toiture", "Réfection de la toiture de l’école", "Toitures du gymnase")]
    [InlineData("toitures", "Réfection de la toiture de l’école", "Toitures du gymnase")]
    [InlineData("ravalement façade", "Ravalement de la façade de la mairie")]
    [InlineData("RAVALEMENT FACADES", "Ravalement de la façade de la mairie")]
    [InlineData("electricite ecole", "Électricité de l’école Jules-Ferry")]
    [InlineData("électricité -mairie école", "Électricité de l’école Jules-Ferry")]
    [InlineData("toiture OU façade", "Réfection de la toiture de l’école", "Toitures du gymnase", "Ravalement de la façade de la mairie")]
    [InlineData("\"façade de la mairie\"", "Ravalement de la façade de la mairie")]
    [InlineData("toitrue~", "Réfection de la toiture de l’école", "Toitures du gymnase")]
    [InlineData("ravalem*", "Ravalement de la façade de la mairie")]
    public async Task Words_are_found_as_people_type_them(string typed, params string[] titles)
    {
        var page = await Site.Visit().GetAsync("/marches?q=" + Uri.EscapeDataString(typed));

        page.ShouldBe(HttpStatusCode.OK).ShouldShow($"contenant « {typed} »");
        Assert.Equal(titles.Order(), Titles(page).Order());
        Assert.NotEmpty(page.Document.QuerySelectorAll(".m-results mark"));
    }

    [Fact]
    public async Task A_typing_error_gets_a_proposal_that_finds()
    {
        var page = await Site.Visit().GetAsync("/marches?q=toitrue");

        page.ShouldShow("Aucune consultation ne correspond", "Vouliez-vous dire :");
        page = await page.FollowAsync("toiture");
        Assert.Equal(2, Titles(page).Count);
    }

    [Theory]
    [InlineData("cpv:45261000", 2)]
    [InlineData("45261000", 2)]
    [InlineData("45261210-9", 1)]
    [InlineData("école -cpv:45311200", 1)]
    [InlineData("45000000 vannes", 4)]
    [InlineData("20190011", 0)]
    public async Task A_code_typed_with_all_its_digits_means_what_is_below_it(string typed, int found) =>
        Assert.Equal(found, Titles(await Site.Visit().GetAsync("/marches?q=" + Uri.EscapeDataString(typed))).Count);

    [Fact]
    public async Task Words_that_stand_nowhere_together_lead_on_to_where_one_of_them_stands()
    {
        var page = await Site.Visit().GetAsync("/marches?q=toiture+espaces");

        page.ShouldShow("Aucune consultation ne correspond");
        page = await page.FollowAsync("3 consultations avec au moins un de ces mots");
        Assert.Equal(3, Titles(page).Count);
        (await Site.Visit().GetAsync("/marches?q=couleuvre")).ShouldNotShow("au moins un de ces mots", "marché passé");
    }

    [Fact]
    public async Task Counts_of_a_facet_ignore_its_own_choice_and_follow_the_others()
    {
        var visitor = Site.Visit();
        var page = await visitor.GetAsync("/marches");
        Assert.Equal("4", Count(page, "dep", "56"));
        Assert.Equal("1", Count(page, "dep", "29"));

        page = await visitor.GetAsync("/marches?dep=29");
        Assert.Equal(["Entretien des espaces verts"], Titles(page));
        Assert.Equal("4", Count(page, "dep", "56"));
        Assert.Equal("1", Count(page, "cpv", "77"));
        Assert.Null(page.Document.QuerySelector("input[name=cpv][value='45']"));

        page = await visitor.GetAsync("/marches?dep=29&dep=56&cpv=45261");
        Assert.Equal(2, Titles(page).Count);
        Assert.Equal("0", Count(page, "dep", "29"));
        Assert.Equal("1", Count(page, "cpv", "77"));
        Assert.Equal("4", Count(page, "cpv", "45"));
    }

    [Fact]
    public async Task A_tree_is_opened_level_by_level_and_a_part_stands_for_its_whole()
    {
        var visitor = Site.Visit();
        var page = await visitor.GetAsync("/marches?dep=56");
        Assert.NotNull(page.Document.QuerySelector("input[name=epci][value='200067932']"));
        Assert.Null(page.Document.QuerySelector("input[name=insee]"));

        page = await visitor.GetAsync("/marches?dep=56&epci=200067932");
        Assert.Equal("4", Count(page, "insee", "56260"));
        page = await visitor.GetAsync("/marches?dep=29&dep=56&insee=56260");
        Assert.Equal(5, Titles(page).Count);
        page = await visitor.GetAsync("/marches?cpv=45&cpv=45443");
        Assert.Equal(["Ravalement de la façade de la mairie"], Titles(page));
    }

    [Fact]
    public async Task A_trade_finds_by_its_words_or_by_its_codes()
    {
        var page = await Site.Visit().GetAsync("/marches?metier=couverture");

        page.ShouldShow("pour le métier « Couverture, toiture, étanchéité »");
        Assert.Equal(["Réfection de la toiture de l’école", "Toitures du gymnase"], Titles(page).Order());
        Assert.Equal(["Entretien des espaces verts"], Titles(await Site.Visit().GetAsync("/marches?metier=paysage")));
        Assert.Equal(["Électricité de l’école Jules-Ferry"], Titles(await Site.Visit().GetAsync("/marches?metier=electricite&q=ferry")));
    }

    [Fact]
    public async Task Why_a_result_is_there_is_said_in_words()
    {
        var page = await Site.Visit().GetAsync("/marches?q=toiture ecole");
        page = await page.FollowAsync("Pourquoi ce résultat ?");

        page.ShouldShow("« toiture », sous l’une de ses formes :", "dans l’objet", "« ecole », sous l’une de ses formes").ShouldNotShow("etat", "site:");
    }

    [Fact]
    public async Task The_same_search_as_data_can_be_read_to_its_end()
    {
        var references = new List<string>();
        for (var address = "/api/v1/consultations?dep=56&n=3"; address is not null;)
        {
            var answer = JsonDocument.Parse((await Site.Visit().GetAsync(address)).Source).RootElement;
            Assert.Equal(4, answer.GetProperty("total").GetInt32());
            references.AddRange(answer.GetProperty("consultations").EnumerateArray().Select(c => c.GetProperty("reference").GetString()!));
            address = answer.TryGetProperty("suivant", out var next) ? new Uri(next.GetString()!).PathAndQuery : null;
        }

        Assert.Equal(4, references.Distinct().Count());
        var since = Uri.EscapeDataString(Site.Clock.GetUtcNow().AddMinutes(1).ToString("O"));
        Assert.Equal(0, JsonDocument.Parse((await Site.Visit().GetAsync($"/api/v1/consultations?n=0&depuis={since}")).Source).RootElement.GetProperty("total").GetInt32());
        (await Site.Visit().GetAsync("/api/v1/consultations?n=100&p=400")).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_one_types_is_completed_with_words_that_are_there()
    {
        Assert.Equal("[\"réfection de la toiture\",\"réfection de la toitures\"]", (await Site.Visit().GetAsync("/marches/completer?q=" + Uri.EscapeDataString("réfection de la toit"))).Source);
        Assert.Equal("[]", (await Site.Visit().GetAsync("/marches/completer?q=brouillon")).Source);
        Assert.Contains("Vannes (56000)", (await Site.Visit().GetAsync("/marches/communes?q=vann")).Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_buyer_whose_site_is_closed_is_in_no_list_no_count_and_no_data()
    {
        await using var site = await SiteFixture.StartAsync();
        var (client, host) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "Bardage de la halle");
        await site.WhenIndexedAsync();
        (await site.Visit().GetAsync("/marches?q=bardage")).ShouldShow("1 consultation");

        await site.Services.GetRequiredService<TenantRegister>().SetStateAsync(site.TenantOf(host).Id, TenantState.Disabled);

        var page = (await site.Visit().GetAsync("/marches?q=bardage")).ShouldShow("Aucune consultation").ShouldNotShow("Bardage");
        Assert.Equal("0", Count(page, "dep", "56"));
        Assert.Contains("\"total\":0", (await site.Visit().GetAsync("/api/v1/consultations?q=bardage")).Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a' OR 1=1--")]
    [InlineData("*:*")]
    [InlineData("\"jamais fermé")]
    [InlineData("((((((((((((((((((((((((((((((a")]
    [InlineData("toiture AND")]
    [InlineData("objet:[a TO")]
    [InlineData("\u0000\u0001\u200f\ufeff toiture")]
    [InlineData("(a+)+$ (a|aa)+ .*.*.*")]
    [InlineData("etat:annulee OR tenant:1")]
    [InlineData("\\")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("😀 𝒻𝒶ç𝒶𝒹ℯ \ud800")]
    public async Task What_nobody_should_type_gets_a_sensible_answer_at_once(string typed)
    {
        foreach (var path in new[] { "/marches?q=", "/marches/flux.rss?q=", "/api/v1/consultations?q=", "/marches?handler=csv&q=", "/marches/completer?q=" })
        {
            var watch = Stopwatch.StartNew();
            var page = await Site.Visit().GetAsync(path + Uri.EscapeDataString(typed));

            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1);
            Assert.Contains(page.Status, new[] { HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity });
            Assert.DoesNotContain("Exception", page.Source, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", page.Source, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Too_much_is_refused_with_its_reason()
    {
        (await Site.Visit().GetAsync("/marches?q=" + new string('a', 4500))).ShouldBe(HttpStatusCode.OK).ShouldShow("La recherche est trop longue");
        (await Site.Visit().GetAsync("/marches?q=" + string.Join('+', Enumerable.Repeat("a*", 1200)))).ShouldBe(HttpStatusCode.OK).ShouldShow("trop de parties");
    }

    [Theory]
    [InlineData("/marches/recherche-experte")]
    [InlineData("/marches?etat=closes")]
    [InlineData("/marches?etat=toutes&tri=recentes&lots=non&delai=30&apres=2027-01-01&avant=2028-01-01&sociale=oui&environnementale=oui")]
    public async Task Every_form_of_the_page_answers(string address) => (await Site.Visit().GetAsync(address)).ShouldBe(HttpStatusCode.OK).ShouldNotShow("Erreur");

    [Fact]
    public async Task Each_example_of_the_help_is_understood()
    {
        var help = await Site.Visit().GetAsync("/marches/recherche-experte");
        foreach (var link in help.Document.QuerySelectorAll("dt a"))
            (await Site.Visit().GetAsync(link.GetAttribute("href")!)).ShouldBe(HttpStatusCode.OK).ShouldNotShow("cherchés tels quels");
    }

    private static IReadOnlyList<string> Titles(Page page) => [.. page.Document.QuerySelectorAll(".m-results h3").Select(title => title.TextContent.Trim())];

    private static string? Count(Page page, string name, string value) =>
        page.Document.QuerySelector($"label[for='f-{name}-{value}'] .m-choice-count")?.TextContent.Trim(' ', '(', ')');
}
