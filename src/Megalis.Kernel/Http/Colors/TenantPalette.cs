namespace Megalis.Kernel.Http.Colors;

/// <summary>
/// The two colours that an entité chooses, turned into the theme's brand tokens (styles/10-tokens.css). A colour that
/// would not be readable is darkened or lightened until text stands out 7:1, so that no choice breaks a page.
/// </summary>
internal static class TenantPalette
{
    private const double Text = 7;

    private static readonly Rgb DarkPage = new(0x10, 0x1a, 0x21);
    private static readonly Rgb DarkSurface = new(0x18, 0x25, 0x2e);
    private static readonly Rgb Surface = new(0xf3, 0xf5, 0xf6);
    private static readonly Rgb Ink = new(0x1d, 0x24, 0x29);
    private static readonly Rgb NightInk = new(0x06, 0x20, 0x2f);
    private static readonly Rgb Gorse = new(0xf2, 0xb7, 0x05);

    /// <summary>A stylesheet for day and night; empty when <paramref name="primary"/> is no colour.</summary>
    /// <param name="primary">Setting <c>PrimaryColor</c>, <c>#rrggbb</c>.</param>
    /// <param name="accent">Setting <c>AccentColor</c>; the theme's gorse yellow when it is no colour.</param>
    public static string Css(string primary, string accent) =>
        Rgb.Parse(primary) is { } color
            ? $":root{{{Write(Day(color))}{Write(Accent(Rgb.Parse(accent) ?? Gorse))}}}\n@media (prefers-color-scheme: dark){{:root{{{Write(Night(color))}}}}}\n"
            : "";

    internal static IReadOnlyDictionary<string, Rgb> Day(Rgb primary)
    {
        var brand = primary.Toward(Rgb.Black, Text, Rgb.White);
        var soft = brand.Mix(Rgb.White, 0.92);
        var word = brand.Toward(Rgb.Black, Text, Rgb.White, Surface, soft);
        return new Dictionary<string, Rgb>
        {
            ["brand"] = brand,
            ["brand-deep"] = brand.Mix(Rgb.Black, 0.3),
            ["brand-soft"] = soft,
            ["heading"] = word,
            ["link"] = word,
            ["action"] = word,
            ["action-hover"] = word.Mix(Rgb.Black, 0.3),
            ["ring"] = word,
        };
    }

    internal static IReadOnlyDictionary<string, Rgb> Night(Rgb primary)
    {
        var brand = primary.Toward(Rgb.Black, Text, Rgb.White).Mix(Rgb.Black, 0.15);
        var soft = brand.Mix(DarkPage, 0.7);
        var word = primary.Toward(Rgb.White, Text, DarkPage, DarkSurface, soft, NightInk);
        return new Dictionary<string, Rgb>
        {
            ["brand"] = brand,
            ["brand-deep"] = brand.Mix(Rgb.Black, 0.4),
            ["brand-soft"] = soft,
            ["heading"] = word,
            ["link"] = word,
            ["action"] = word,
            ["action-hover"] = word.Mix(Rgb.White, 0.4),
            ["on-action"] = NightInk,
            ["ring"] = Rgb.White,
        };
    }

    /// <summary>Dark words on it, by day and by night; it then also stands out from the brand behind the menu.</summary>
    internal static IReadOnlyDictionary<string, Rgb> Accent(Rgb accent)
    {
        var readable = accent.Toward(Rgb.White, Text, Ink);
        return new Dictionary<string, Rgb> { ["accent"] = readable, ["on-accent"] = Ink, ["ring-halo"] = readable };
    }

    private static string Write(IReadOnlyDictionary<string, Rgb> tokens) =>
        string.Concat(tokens.Select(t => $"--m-{t.Key}:{t.Value};"));
}
