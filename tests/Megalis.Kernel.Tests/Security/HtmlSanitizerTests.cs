using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Security;

namespace Megalis.Kernel.Tests.Security;

public class HtmlSanitizerTests
{
    public static TheoryData<string> Hostile => [.. HostileHtml.Corpus];

    [Theory, MemberData(nameof(Hostile))]
    public void Hostile_markup_is_harmless_after_cleaning(string html)
    {
        var clean = HtmlSanitizer.Clean(html);
        Assert.Null(HostileHtml.Danger(clean));
        Assert.DoesNotContain("evil.example/p", clean, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_itself_sees_danger() =>
        Assert.All(["<script>1</script>", "<p onclick=1>", "<a href=javascript:1>x</a>", "<img src=//evil.example>", "<p id=x>", "<svg>", "<p style=x>"],
            html => Assert.NotNull(HostileHtml.Danger(html)));

    [Fact]
    public void What_the_parser_itself_stumbles_over_is_shown_as_text() =>
        Assert.Equal("&lt;p&gt;&lt;select&gt;&lt;xmp&gt;&lt;/xmp&gt;&lt;select&gt;&gt;", HtmlSanitizer.Clean("<p><select><xmp></xmp><select>>"));

    [Fact]
    public void Any_mixture_of_hostile_pieces_is_harmless_even_when_cleaned_again() =>
        Prop.ForAll(Mixtures(), html =>
        {
            var once = HtmlSanitizer.Clean(html);
            return HostileHtml.Danger(once) is null && HostileHtml.Danger(HtmlSanitizer.Clean(once)) is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_500));

    [Theory]
    [InlineData("<p>Bonjour <strong>à tous</strong> &amp; <em>toutes</em></p>", "<p>Bonjour <strong>à tous</strong> &amp; <em>toutes</em></p>")]
    [InlineData("<h1>A</h1><h2>B</h2><h6>C</h6>", "<h2>A</h2><h3>B</h3><h6>C</h6>")]
    [InlineData("<p>a<br>b<hr>", "<p>a<br>b</p><hr>")]
    [InlineData("<font color=red>rouge</font>", "rouge")]
    [InlineData("<p class='MsoNormal' style='mso-x:y'>a<o:p>&nbsp;</o:p>b</p>", "<p>a&nbsp;b</p>")]
    [InlineData("<ol start=3 type=a reversed><li value=4>x</ol>", "<ol start=\"3\" type=\"a\" reversed><li value=\"4\">x</li></ol>")]
    [InlineData("<ol start=-3 type=z><li value=x>x</ol>", "<ol><li>x</li></ol>")]
    [InlineData("<img src='/media/toiture.jpg' width=640 height=480>", "<img src=\"/media/toiture.jpg\" alt=\"\" width=\"640\" height=\"480\" loading=\"lazy\">")]
    [InlineData("<img src='https://ailleurs.example/x.png' alt='Toiture de l’école'>", "Toiture de l’école")]
    [InlineData("<table><tr><td style='text-align: right;'>12</td></tr></table>", "<table><tbody><tr><td class=\"text-end\">12</td></tr></tbody></table>")]
    [InlineData("<pre>\n\nx</pre>", "<pre>\n\nx</pre>")]
    [InlineData("<span lang=br dir=ltr title='a \"b\"'>Demat</span>", "<span lang=\"br\" dir=\"ltr\" title=\"a &quot;b&quot;\">Demat</span>")]
    [InlineData(null, "")]
    public void What_is_allowed_stays_as_it_was(string? html, string expected) => Assert.Equal(expected, HtmlSanitizer.Clean(html));

    [Theory]
    [InlineData("<a href='/guides/dce'>x</a>", "<a href=\"/guides/dce\">x</a>")]
    [InlineData("<a href='mailto:a@b.example'>x</a>", "<a href=\"mailto:a@b.example\">x</a>")]
    [InlineData("<a href='https://marches.example.bzh/x'>x</a>", "<a href=\"https://marches.example.bzh/x\">x</a>")]
    [InlineData("<a href='https://ailleurs.example/x'>x</a>", "<a href=\"https://ailleurs.example/x\" rel=\"external nofollow noopener noreferrer\" class=\"lien-externe\">x</a>")]
    [InlineData("<a href='//ailleurs.example/x' target=_blank>x</a>", "<a href=\"https://ailleurs.example/x\" rel=\"external nofollow noopener noreferrer\" class=\"lien-externe\">x</a>")]
    [InlineData("<a href='/\\ailleurs.example'>x</a>", "<a href=\"https://ailleurs.example\" rel=\"external nofollow noopener noreferrer\" class=\"lien-externe\">x</a>")]
    [InlineData("<a href='#suite'>x</a><p id=suite>y</p>", "<a href=\"#c-suite\">x</a><p id=\"c-suite\">y</p>")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "x")]
    public void Links_are_kept_marked_or_dropped(string html, string expected) =>
        Assert.Equal(expected, HtmlSanitizer.Clean(html, new HtmlPolicy { OwnHosts = new HashSet<string> { "marches.example.bzh" } }));

    public static TheoryData<string, string> Costly => new()
    {
        { "elements within elements", Times("<div><b>", 50_000) },
        { "elements with paragraphs", Times("<div>", 5_000) + Times("<p></p>", 100_000) },
        { "formatting repeated in every paragraph", "<p>" + Each(i => $"<b id={i}>", 300) + "</p>" + Times("<p>x</p>", 100_000) },
        { "formatting hidden behind tables", Each(i => $"<b id={i}><table></b></table>", 20_000) },
        { "formatting behind spans", Times("<span><div></span></div>", 40_000) },
        { "links in links", Times("<a href=/>x", 90_000) },
        { "tables in tables", Times("<table><tr><td>", 60_000) },
        { "adopted paragraphs", Times("<b><p>", 20_000) + Times("</b>", 100_000) },
        { "a flat page", Times("<p>x</p>", 110_000) },
        { "attributes", "<p " + Each(i => $"a{i}=1 ", 90_000) + ">" },
        { "open angles", Times("<", 1_000_000) },
        { "open comments", Times("<!--", 250_000) },
        { "svg in svg", Times("<svg>", 190_000) },
    };

    [Theory, MemberData(nameof(Costly))]
    public void A_source_made_to_cost_much_is_answered_in_seconds(string shape, string html)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        Assert.Null(HostileHtml.DangerInShort(HtmlSanitizer.Clean(html)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{shape}: {watch.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 400_000_000, shape);
    }

    [Fact]
    public void Deep_elements_are_left_out_and_their_text_kept()
    {
        var clean = HtmlSanitizer.Clean(Times("<div><b>", 150) + "fond");
        Assert.Contains("fond", clean, StringComparison.Ordinal);
        Assert.Equal(50, clean.Split("<div>").Length - 1);
    }

    [Fact]
    public void A_long_honest_page_is_not_taken_for_an_attack()
    {
        var page = Times("<h2>Lot</h2><p>Un <b>texte <i>assez</i></b> long, <a href='/x'>un lien</a><ul><li>un<li>deux</ul><table><tr><td><span>1</span><td>2</table></p>", 4_000);
        Assert.Equal(4_000, HtmlSanitizer.Clean(page).Split("<h3>").Length - 1);
    }

    [Fact]
    public void A_source_that_is_too_long_is_shown_as_text() =>
        Assert.StartsWith("&lt;p&gt;", HtmlSanitizer.Clean("<p>" + new string('x', HtmlSanitizer.MaxLength)), StringComparison.Ordinal);

    [Theory]
    [InlineData("<h2>Marché</h2><p>de <b>tra</b>vaux</p><script>x</script><ul><li>un<li>deux</ul>", "Marché de travaux un deux")]
    [InlineData("a<br>b &lt;c&gt;", "a b <c>")]
    [InlineData(null, "")]
    public void The_text_alone_separates_blocks_and_not_words(string? html, string expected) => Assert.Equal(expected, HtmlSanitizer.PlainText(html));

    private static string Times(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));

    private static string Each(Func<int, string> piece, int count) => string.Concat(Enumerable.Range(0, count).Select(piece));

    private static Arbitrary<string> Mixtures() => Gen.Elements(
        [.. HostileHtml.Corpus, "<p>", "</p>", "<table>", "</table>", "<b>", "</b>", "<a href=/>", "</a>", "<svg>", "</svg>", "<math>", "</math>", "<style>", "</style>", "-->", "\"", "'", "]]>", "<mtext>", "<form>", "</form>", "<pre>\n", "<desc>"])
        .ArrayOf().Select(pieces => string.Concat(pieces)).ToArbitrary();
}
