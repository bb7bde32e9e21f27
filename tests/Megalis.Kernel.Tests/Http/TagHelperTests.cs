using AngleSharp.Dom;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Testing;
using Microsoft.AspNetCore.Http;

namespace Megalis.Kernel.Tests.Http;

public sealed class TagHelperTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 6, 48, 0, TimeSpan.Zero);

    private readonly Markup _markup = new();

    [Fact]
    public async Task A_far_deadline_is_a_date_without_more()
    {
        var body = await When(Now.AddDays(9));

        Assert.Equal("mercredi 10 mars 2027 à 7 h 48 (heure de Paris)", Plain(body));
        Assert.Equal("2027-03-10T07:48:00+01:00", body.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Null(body.QuerySelector("[data-deadline]"));
    }

    [Fact]
    public async Task A_near_deadline_says_its_offset_and_what_remains()
    {
        var body = await When(Now.AddHours(5).AddMinutes(12));

        Assert.Equal("lundi 1er mars 2027 à 13 h 00 (heure de Paris, UTC+1) encore 5 h 12 min", Plain(body));
        Assert.Equal("2027-03-01T13:00:00+01:00", body.QuerySelector("[data-deadline]")!.GetAttribute("data-deadline"));
    }

    [Fact]
    public async Task A_past_instant_has_nothing_left() => Assert.Null((await When(Now.AddHours(-1))).QuerySelector(".m-remaining"));

    [Fact]
    public async Task No_instant_is_said_in_words() => Assert.Equal("non fixé", Plain(await When(null)));

    [Fact]
    public async Task A_chip_is_a_word_an_icon_and_a_colour()
    {
        var chip = (await Markup.OfAsync(new ChipTagHelper { State = ChipState.Late, ViewContext = _markup.View }, "m-chip")).FirstElementChild!;

        Assert.Equal("Hors délai", chip.TextContent);
        Assert.EndsWith("icons.svg#clock-history", chip.QuerySelector("use")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("true", chip.QuerySelector("svg")!.GetAttribute("aria-hidden"));
        Assert.Contains("m-chip-bad", chip.ClassList);
    }

    [Fact]
    public async Task Every_state_has_its_own_word()
    {
        var words = new List<string>();
        foreach (var state in Enum.GetValues<ChipState>())
            words.Add(Plain(await Markup.OfAsync(new ChipTagHelper { State = state, ViewContext = _markup.View }, "m-chip")));

        Assert.Equal(words.Count, words.Distinct().Count());
    }

    [Fact]
    public async Task A_chips_own_word_wins() =>
        Assert.Equal("encore 6 jours", Plain(await Markup.OfAsync(new ChipTagHelper { State = ChipState.Near, ViewContext = _markup.View }, "m-chip", "encore 6 jours")));

    [Fact]
    public async Task An_icon_that_stands_alone_says_what_it_means()
    {
        var svg = (await Markup.OfAsync(new IconTagHelper { Name = "x", Label = "Retirer", ViewContext = _markup.View }, "m-icon")).QuerySelector("svg")!;

        Assert.Equal(("img", "Retirer", null), (svg.GetAttribute("role"), svg.GetAttribute("aria-label"), svg.GetAttribute("aria-hidden")));
    }

    [Fact]
    public async Task Pages_keep_the_other_words_of_the_query()
    {
        _markup.Http.Request.Path = "/marches";
        _markup.Http.Request.QueryString = new QueryString("?q=toiture%20&dep=56&dep=29&p=7");

        var body = await Pager(7, 20, 345);

        Assert.Equal("121 à 140 sur 345", Plain(body.QuerySelector("p")!));
        Assert.Equal("/marches?q=toiture%20&dep=56&dep=29&p=8", body.QuerySelector("[rel=next]")!.GetAttribute("href"));
        Assert.Equal(["1", "6", "7", "8", "18"], body.QuerySelectorAll("a:not([rel])").Select(a => Plain(a).Replace("Page ", "", StringComparison.Ordinal)));
        Assert.Equal("/marches?q=toiture%20&dep=56&dep=29", body.QuerySelector("a:not([rel])")!.GetAttribute("href"));
        Assert.Equal("Page 7", Plain(body.QuerySelector("[aria-current=page]")!));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 1)]
    [InlineData(99, 18)]
    public async Task A_page_beyond_the_ends_is_the_end(int page, int shown) =>
        Assert.Equal($"Page {shown}", Plain((await Pager(page, 20, 345)).QuerySelector("[aria-current=page]")!));

    [Fact]
    public async Task One_page_has_no_links_and_none_has_nothing()
    {
        Assert.Equal("1 à 3 sur 3", Plain(await Pager(1, 20, 3)));
        Assert.Equal("", Plain(await Pager(1, 20, 0)));
    }

    [Fact]
    public async Task A_legal_word_is_explained_by_the_module_that_knows_it()
    {
        var help = new HelpTagHelper([new LegalTerm("DCE", "Les pièces de la consultation.", "/guides/dce")]) { Term = "dce", ViewContext = _markup.View };

        var body = await Markup.OfAsync(help, "m-help");

        Assert.Equal("?Que veut dire « dce » ?", Plain(body.QuerySelector("summary")!));
        Assert.Equal("Les pièces de la consultation. En savoir plus (dce)", Plain(body.QuerySelector(".m-help-text")!));
        Assert.Equal("/guides/dce", body.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_word_that_nobody_explains_is_an_error_of_the_page() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Markup.OfAsync(new HelpTagHelper([]) { Term = "MAPA", ViewContext = _markup.View }, "m-help"));

    [Fact]
    public async Task A_page_may_explain_in_its_own_words() =>
        Assert.Equal("Procédure adaptée.", Plain((await Markup.OfAsync(new HelpTagHelper([]) { Term = "MAPA", ViewContext = _markup.View }, "m-help", "Procédure adaptée.")).QuerySelector(".m-help-text")!));

    [Fact]
    public async Task A_size_keeps_its_exact_bytes()
    {
        var data = (await Markup.OfAsync(new SizeTagHelper { Bytes = 1_400_000 }, "m-size")).QuerySelector("data")!;

        Assert.Equal(("1,4 Mo", "1400000"), (Plain(data), data.GetAttribute("value")));
    }

    private static Task<IElement> When(DateTimeOffset? value) =>
        Markup.OfAsync(new WhenTagHelper(new FakeClock(Now)) { Value = value }, "m-when");

    private Task<IElement> Pager(int page, int size, long total) =>
        Markup.OfAsync(new PagerTagHelper { Page = page, Size = size, Total = total, ViewContext = _markup.View }, "m-pager");

    private static string Plain(IElement element) => element.TextContent.Replace('\u00a0', ' ').Replace('\u202f', ' ').Trim();
}
