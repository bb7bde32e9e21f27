using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Pdf;

/// <summary>A face in one document: the glyphs used so far, then the font's objects (ISO 32000-1, 9.7), with the map by which text is copied and read out.</summary>
internal sealed class PdfFont(TrueTypeFace face, string resource)
{
    private const int EntriesOfMap = 100;

    private readonly SortedDictionary<ushort, Rune> _used = [];

    /// <summary>« F1 »: how pages name it.</summary>
    public string Resource => resource;

    /// <summary>The text as glyph numbers in hexadecimal.</summary>
    public string Encode(string text)
    {
        var codes = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = face.GlyphOf(rune);
            if (glyph != 0 || !_used.ContainsKey(0))
                _used[glyph] = rune;
            codes.Append(CultureInfo.InvariantCulture, $"{glyph:X4}");
        }

        return codes.ToString();
    }

    /// <returns>The number of the font's object.</returns>
    public int AddTo(PdfObjects objects)
    {
        var bytes = face.With(_used.Keys);
        var file = objects.AddStream(bytes, string.Create(CultureInfo.InvariantCulture, $"/Length1 {bytes.Length} "));
        var name = $"MEGALI+{face.Name}";
        var descriptor = objects.Add(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{face.Box}] /ItalicAngle 0 /Ascent {face.Ascent} /Descent {face.Descent} /CapHeight {face.Ascent} /StemV 80 /FontFile2 {file} 0 R >>"));
        var widths = string.Join(' ', _used.Keys.Select(glyph => string.Create(CultureInfo.InvariantCulture, $"{glyph} [{face.WidthOf(glyph)}]")));
        var glyphs = objects.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {Number(descriptor)} 0 R /W [{widths}] /CIDToGIDMap /Identity >>");
        var map = objects.AddStream(Encoding.ASCII.GetBytes(Map()));
        return objects.Add($"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{Number(glyphs)} 0 R] /ToUnicode {Number(map)} 0 R >>");
    }

    private string Map()
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var some in _used.Chunk(EntriesOfMap))
        {
            map.Append(CultureInfo.InvariantCulture, $"{some.Length} beginbfchar\n");
            foreach (var (glyph, rune) in some)
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()))}>\n");
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap CMapName currentdict /CMap defineresource pop end end\n").ToString();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
