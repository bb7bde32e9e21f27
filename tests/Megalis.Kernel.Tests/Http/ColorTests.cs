using System.Text.RegularExpressions;
using Megalis.Kernel.Http.Colors;

namespace Megalis.Kernel.Tests.Http;

/// <summary>Text stands out 7:1, edges of controls 4.5:1 (SCREENS.md, Look), by day, by night, in any entité's colours.</summary>
public sealed partial class ColorTests
{
    private static readonly string[] Words = ["text", "text-soft", "heading", "link", "action"];
    private static readonly string[] Grounds = ["page", "surface", "brand-soft"];

    [Fact]
    public void Contrast_is_that_of_the_norm()
    {
        Assert.Equal(21, Rgb.White.Contrast(Rgb.Black), 3);
        Assert.Equal(4.54, Rgb.Parse("#767676")!.Value.Contrast(Rgb.White), 2);
        Assert.Equal(4.54, Rgb.White.Contrast(Rgb.Parse("#767676")!.Value), 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("red")]
    [InlineData("#fff")]
    [InlineData("#0b3b5")]
    [InlineData("#0b3b5g")]
    [InlineData("#0b3b5b;}body{display:none")]
    public void What_is_no_colour_changes_nothing(string text)
    {
        Assert.Null(Rgb.Parse(text));
        Assert.Equal("", TenantPalette.Css(text, "#ffffff"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_word_of_the_theme_stands_out_from_every_ground(bool night)
    {
        var tokens = Tokens(night);

        foreach (var ground in Grounds)
        {
            foreach (var word in Words)
                Apart(tokens, word, ground, 7);
            Apart(tokens, "edge", ground, 4.5);
        }

        foreach (var state in new[] { "good", "warm", "bad", "info", "neutral" })
        {
            Apart(tokens, state, state + "-soft", 7);
            Apart(tokens, state, "page", 7);
        }

        Apart(tokens, "on-brand", "brand", 7);
        Apart(tokens, "on-brand", "brand-deep", 7);
        Apart(tokens, "on-accent", "accent", 7);
        Apart(tokens, "on-action", "action", 7);
        Apart(tokens, "on-action", "action-hover", 7);
    }

    [Fact]
    public void Whatever_colours_an_entite_chooses_its_site_can_be_read()
    {
        foreach (var color in Grid())
        {
            foreach (var night in new[] { false, true })
            {
                var tokens = Tokens(night);
                foreach (var (name, value) in night ? TenantPalette.Night(color) : TenantPalette.Day(color))
                    tokens[name] = value;
                foreach (var (name, value) in TenantPalette.Accent(color))
                    tokens[name] = value;
                foreach (var ground in Grounds)
                    foreach (var word in Words)
                        Apart(tokens, word, ground, 7, color);
                Apart(tokens, "on-brand", "brand", 7, color);
                Apart(tokens, "on-brand", "brand-deep", 7, color);
                Apart(tokens, "on-accent", "accent", 7, color);
                Apart(tokens, "on-action", "action", 7, color);
                Apart(tokens, "accent", "brand", 3, color);
            }
        }
    }

    [Fact]
    public void A_readable_choice_is_kept_as_it_is() =>
        Assert.Contains("--m-brand:#1f5c3a;", TenantPalette.Css("#1f5c3a", ""), StringComparison.Ordinal);

    private static void Apart(Dictionary<string, Rgb> tokens, string word, string ground, double ratio, Rgb? chosen = null) =>
        Assert.True(
            tokens[word].Contrast(tokens[ground]) >= ratio,
            $"{word} {tokens[word]} on {ground} {tokens[ground]}: {tokens[word].Contrast(tokens[ground]):0.00} instead of {ratio} ({chosen})");

    private static IEnumerable<Rgb> Grid() =>
        from r in Enumerable.Range(0, 9)
        from g in Enumerable.Range(0, 9)
        from b in Enumerable.Range(0, 9)
        select new Rgb((byte)Math.Min(255, r * 32), (byte)Math.Min(255, g * 32), (byte)Math.Min(255, b * 32));

    /// <summary>The night's block only says what differs.</summary>
    private static Dictionary<string, Rgb> Tokens(bool night)
    {
        var css = File.ReadAllText(Path.Combine(Repository.Root, "src/Themes/Megalis.Theme.Portal/styles/10-tokens.css"));
        var split = css.IndexOf("@media", StringComparison.Ordinal);
        var tokens = new Dictionary<string, Rgb>();
        foreach (Match match in Token().Matches(night ? css : css[..split]))
            tokens[match.Groups[1].Value] = Rgb.Parse(match.Groups[2].Value)!.Value;
        return tokens;
    }

    [GeneratedRegex("--m-([a-z-]+): (#[0-9a-f]{6});")]
    private static partial Regex Token();
}
