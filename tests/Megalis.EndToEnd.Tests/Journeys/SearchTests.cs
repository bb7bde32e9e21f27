using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>A craftsman looks for work: words without accents, errors of typing, filters that answer at once, a trade.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SearchTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData("toiture")]
    [InlineData("toitures ecole")]
    [InlineData("refection toiture")]
    public async Task What_a_craftsman_types_finds_the_roof_of_the_school(string typed)
    {
        var page = await OpenAsync(1280);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync(typed);
        await page.Keyboard.PressAsync("Enter");

        await page.ShouldSayAsync($"contenant « {typed} »");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Réfection de la toiture de l'école communale" })).ToBeVisibleAsync();
        Assert.Contains("q=", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_typing_error_is_mended_by_one_click()
    {
        var page = await OpenAsync(360);
        await page.GetByLabel("Mots").FillAsync("toitrue");
        await page.GetByLabel("Mots").PressAsync("Enter");
        await page.ShouldSayAsync("Vouliez-vous dire");
        await page.ShouldStandAsync("recherche-faute");

        await page.Locator("a[data-partial]", new() { HasText = "toiture" }).ClickAsync();

        await page.ShouldSayAsync("Réfection de la toiture de l'école communale");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Filters_answer_at_once_can_be_removed_and_the_way_back_works(int width)
    {
        var page = await OpenAsync(width);
        await page.ShouldStandAsync("recherche");
        if (width == 360)
            await page.Locator("summary", new() { HasText = "Filtrer" }).ClickAsync();
        await page.GetByLabel("Morbihan (56)").CheckAsync();
        await page.ShouldSayAsync("Consultations en cours dans le Morbihan");
        Assert.Contains("dep=56", page.Url, StringComparison.Ordinal);
        await page.ShouldStandAsync("recherche-filtres");

        await page.GetByLabel("Filtres en cours").GetByRole(AriaRole.Link, new() { Name = "dans le Morbihan" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Filtres en cours")).ToHaveCountAsync(0);
        Assert.DoesNotContain("dep=56", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();
        await page.ShouldSayAsync("Consultations en cours dans le Morbihan");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_result_says_why_it_is_there_and_the_help_of_the_syntax_stands()
    {
        var page = await OpenAsync(1280);
        await page.GotoAsync(site.At(DemoSite.Portal, "/marches?q=toiture"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Pourquoi ce résultat ?" }).First.ClickAsync();
        await page.ShouldSayAsync("sous l’une de ses formes");
        await page.ShouldStandAsync("recherche-mots");
        await page.FollowAsync("Recherche experte");
        await page.ShouldStandAsync("recherche-experte");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_first_visit_takes_two_answers()
    {
        var page = await chromium.OpenPageAsync(360);
        await page.VisitAsync(site.At(DemoSite.Portal));
        await page.FollowAsync("Quel est votre métier ?");
        await page.GetByLabel("Couverture, toiture, étanchéité").CheckAsync();
        await page.GetByLabel("Finistère").CheckAsync();
        await page.ShouldStandAsync("metier");
        await page.PressAsync("Voir les marchés");
        await page.ShouldSayAsync("pour le métier « Couverture, toiture, étanchéité », dans le Finistère");
        await page.ShouldStandAsync("metier-liste");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(int width)
    {
        var page = await chromium.OpenPageAsync(width);
        await page.GotoAsync(site.At(DemoSite.Portal, "/marches"));
        return page;
    }
}
