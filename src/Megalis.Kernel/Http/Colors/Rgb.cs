using System.Globalization;

namespace Megalis.Kernel.Http.Colors;

/// <summary>A colour of the sRGB space, with the contrast of WCAG 2.2 (1.4.3).</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static readonly Rgb White = new(255, 255, 255);
    public static readonly Rgb Black = new(0, 0, 0);

    /// <summary><c>#0b3b5b</c>; anything else, a three-digit form included, is no colour.</summary>
    public static Rgb? Parse(string text) =>
        text is ['#', .. { Length: 6 } hex] && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new Rgb((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : null;

    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    /// <summary>From 1 (the same) to 21 (black on white).</summary>
    public double Contrast(Rgb other)
    {
        var (light, dark) = (Math.Max(Luminance, other.Luminance), Math.Min(Luminance, other.Luminance));
        return (light + 0.05) / (dark + 0.05);
    }

    /// <summary>So much of the other colour, from 0 (none) to 1 (nothing else).</summary>
    public Rgb Mix(Rgb other, double share) => new(Part(R, other.R, share), Part(G, other.G, share), Part(B, other.B, share));

    /// <summary>The nearest shade on the way to <paramref name="end"/> that stands out <paramref name="ratio"/>:1 from every ground.</summary>
    public Rgb Toward(Rgb end, double ratio, params ReadOnlySpan<Rgb> grounds)
    {
        for (var share = 0.0; share < 1; share += 0.02)
        {
            var shade = Mix(end, share);
            if (shade.StandsOut(ratio, grounds))
                return shade;
        }

        return end;
    }

    private bool StandsOut(double ratio, ReadOnlySpan<Rgb> grounds)
    {
        foreach (var ground in grounds)
            if (Contrast(ground) < ratio)
                return false;
        return true;
    }

    private double Luminance => 0.2126 * Linear(R) + 0.7152 * Linear(G) + 0.0722 * Linear(B);

    private static double Linear(byte channel)
    {
        var c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static byte Part(byte from, byte to, double share) => (byte)Math.Round(from + (to - from) * share);
}
