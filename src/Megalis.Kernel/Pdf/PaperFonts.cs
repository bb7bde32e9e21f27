namespace Megalis.Kernel.Pdf;

/// <summary>A face in a size, as paper is written with.</summary>
/// <param name="Size">Points.</param>
internal sealed record PaperFont(TrueTypeFace Face, double Size)
{
    /// <summary>From line to line, points.</summary>
    public double Height => (Face.Ascent - Face.Descent) * Size / 1000;

    /// <summary>From a line's upper edge to its base.</summary>
    public double Base => Face.Ascent * Size / 1000;

    public double WidthOf(string text) => Face.WidthOf(text, Size);
}

/// <summary>The faces that lie in this assembly: a server has none of its own to count on.</summary>
internal static class PaperFonts
{
    private static readonly Lazy<TrueTypeFace> LazySans = new(() => Read("DejaVuSans"));
    private static readonly Lazy<TrueTypeFace> LazyBold = new(() => Read("DejaVuSans-Bold"));
    private static readonly Lazy<TrueTypeFace> LazyMono = new(() => Read("DejaVuSansMono"));

    public static TrueTypeFace Sans => LazySans.Value;
    public static TrueTypeFace Bold => LazyBold.Value;
    public static TrueTypeFace Mono => LazyMono.Value;

    private static TrueTypeFace Read(string name)
    {
        using var stream = typeof(PaperFonts).Assembly.GetManifestResourceStream($"Megalis.Kernel.Fonts.{name}.ttf")
            ?? throw new InvalidOperationException($"The font {name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new TrueTypeFace(name, bytes);
    }
}
