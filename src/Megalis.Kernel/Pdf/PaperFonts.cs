using PdfSharp.Fonts;

namespace Megalis.Kernel.Pdf;

/// <summary>The faces that lie in this assembly: a server has none of its own to count on.</summary>
internal sealed class PaperFonts : IFontResolver
{
    public const string Sans = "DejaVu Sans";
    public const string Mono = "DejaVu Sans Mono";

    private static readonly Lock Once = new();
    private static bool _installed;

    /// <summary>The library keeps one resolver for the process, set before its first font.</summary>
    public static void Install()
    {
        lock (Once)
        {
            if (!_installed)
                GlobalFontSettings.FontResolver = new PaperFonts();
            _installed = true;
        }
    }

    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) =>
        new(familyName == Mono ? "DejaVuSansMono" : isBold ? "DejaVuSans-Bold" : "DejaVuSans");

    public byte[] GetFont(string faceName)
    {
        using var stream = typeof(PaperFonts).Assembly.GetManifestResourceStream($"Megalis.Kernel.Fonts.{faceName}.ttf")
            ?? throw new InvalidOperationException($"The font {faceName} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
