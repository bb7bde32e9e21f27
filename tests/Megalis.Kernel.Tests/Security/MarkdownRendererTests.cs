using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Security;

namespace Megalis.Kernel.Tests.Security;

public class MarkdownRendererTests
{
    [Fact]
    public void A_page_keeps_one_title_of_the_first_level() =>
        Assert.Equal("<h2 id=\"c-répondre-à-un-marché\">Répondre à un marché</h2>\n<h3 id=\"c-le-dce\">Le DCE</h3>\n", MarkdownRenderer.Clean("# Répondre à un marché\n\n## Le DCE"));

    [Fact]
    public void Tables_keep_their_alignment_without_a_style()
    {
        var html = MarkdownRenderer.Clean("| Lot | Montant |\n|:--|--:|\n| 1 | 12 000 € |");
        Assert.Contains("<th class=\"text-start\">Lot</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"text-end\">12 000 €</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_footnote_and_its_link_still_find_each_other()
    {
        var html = MarkdownRenderer.Clean("Voir[^1].\n\n[^1]: CCP, art. R2132-1.");
        Assert.Contains("href=\"#c-fn:1\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"c-fn:1\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JAVASCRIPT&colon;alert(1))")]
    [InlineData("![x](https://evil.example/p.gif)")]
    [InlineData("![x](data:image/svg+xml;base64,AAAA)")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <img src=x onerror=alert(1)> b")]
    [InlineData("[a]: javascript:alert(1)\n\n[a]")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("`x`{onclick=alert(1)}")]
    [InlineData("[x](https://megalis.bzh@evil.example)")]
    [InlineData("```\" onmouseover=alert(1)\nx\n```")]
    public void Hostile_markdown_is_harmless(string markdown) => Assert.Null(HostileHtml.Danger(MarkdownRenderer.Clean(markdown)));

    [Fact]
    public void Hostile_html_within_markdown_is_harmless() =>
        Assert.All(HostileHtml.Corpus, html => Assert.Null(HostileHtml.Danger(MarkdownRenderer.Clean($"# A\n\n- b {html}\n\n{html}\n\n| x |\n|--|\n| {html} |"))));

    [Fact]
    public void Any_mixture_of_marks_is_harmless_and_never_an_error() =>
        Prop.ForAll(Gen.Elements([.. "*_`[]()!#>-+|~^:&<\"'\n\t 1.a".Select(c => c.ToString()), "javascript:", "](", "![", "<a href=", "\n\n", "http://a.example", .. HostileHtml.Corpus])
            .ArrayOf().Select(pieces => string.Concat(pieces)).ToArbitrary(), markdown => HostileHtml.Danger(MarkdownRenderer.Clean(markdown)) is null)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Theory]
    [InlineData(">")]
    [InlineData("[")]
    [InlineData("* ")]
    [InlineData("**a")]
    [InlineData("![](")]
    public void Marks_within_marks_ten_thousand_deep_are_shown_as_text(string mark) =>
        Assert.Contains("fond", MarkdownRenderer.Clean(string.Concat(Enumerable.Repeat(mark, 10_000)) + "fond"), StringComparison.Ordinal);

    [Fact]
    public void The_text_alone_has_no_marks() => Assert.Equal("Toiture Remplacement de la toiture.", MarkdownRenderer.PlainText("# Toiture\n\nRemplacement de **la** [toiture](/x)."));
}
